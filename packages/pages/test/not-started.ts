// In the place of a renderer: one that ends before it began, as where no network can be taken away any more.
process.exit(1);
