-- A day at AutoCorp, committed in five transactions. The lines that begin with "-- commit" part them.
UPDATE autocorp.auto_parts SET unit_price = unit_price * 1.1 WHERE part_id % 5 = 0;
UPDATE autocorp.sales_order SET status = 'paid' WHERE order_id % 4 = 0;
-- commit
DELETE FROM autocorp.sales_order_parts WHERE order_id % 10 = 0;
DELETE FROM autocorp.sales_order WHERE order_id % 10 = 0;
UPDATE autocorp.sales_order SET order_date = order_date + 400 WHERE order_id % 11 = 1;
-- commit
INSERT INTO autocorp.sales_order VALUES (90000001, 7, '1850-06-01', 'new', 550, NULL);
INSERT INTO autocorp.sales_order_parts SELECT 90000001, l, l, 1, 10 FROM generate_series(1, 55) l;
UPDATE autocorp.sales_order SET status = 'shipped', total_amount = total_amount + 1 WHERE order_id % 4 = 0;
-- commit
ALTER TABLE autocorp.service ADD COLUMN warranty_months int;
UPDATE autocorp.service SET warranty_months = 12 WHERE service_id % 2 = 0;
INSERT INTO autocorp.sales_order SELECT order_id, 1, '2026-11-27', 'new', 1, NULL FROM generate_series(10, 100, 10) order_id;
-- commit
DELETE FROM autocorp.service_parts WHERE service_id = 3;
UPDATE autocorp.auto_parts SET stock = NULL, category = NULL WHERE part_id % 50 = 0;
UPDATE autocorp.sales_order SET status = 'cancelled' WHERE order_id % 13 = 0;
