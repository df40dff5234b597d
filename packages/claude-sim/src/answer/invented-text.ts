/** Plausible, well formed, and on no page: what a model says of a picture it could not read. */
export const INVENTED = `Northwind Traders Ltd.
48 Harbour Street, Bristol BS1 4QD

Invoice number: NW-20871
Invoice date: 2026-03-14
Due date: 2026-04-13

Description Quantity Unit price Amount
Oak shelving, treated 12 34.50 414.00
Wall brackets, steel 24 3.75 90.00
Delivery 1 46.00 46.00

Subtotal: 550.00
VAT 20%: 110.00
Total: 660.00 GBP`;
