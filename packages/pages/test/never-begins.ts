// In the place of a renderer: one that is started and never says that it waits for tasks.
setInterval(() => undefined, 1_000);
