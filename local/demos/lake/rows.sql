-- AutoCorp's rows. :orders is the number of orders; their lines follow from it.
INSERT INTO autocorp.auto_parts SELECT i, 'part ' || i || ' “Ω”', (ARRAY['tyres', 'oil', 'brakes', NULL])[1 + i % 4], 1 + i * 0.37, i % 50,
    timestamp '2026-01-01' + i * interval '1 hour' FROM generate_series(1, 400) i;
INSERT INTO autocorp.customers SELECT i, 'First' || i, CASE WHEN i % 7 > 0 THEN 'O''Last' || i END, 'c' || i || '@example.com', NULL,
    timestamp '1899-12-31 10:00' + i * interval '1 day', NULL FROM generate_series(1, 1149) i;
INSERT INTO autocorp.service SELECT i, 'service ' || i, i % 9 + 0.25, i * 10, NULL FROM generate_series(1, 110) i;
INSERT INTO autocorp.service_parts SELECT s, 1 + (s * 7 + p * 31) % 400, p FROM generate_series(1, 110) s, generate_series(1, 10) p
    ON CONFLICT DO NOTHING;
INSERT INTO autocorp.sales_order SELECT i, 1 + i % 1149, date '2020-01-01' + i % 2500, (ARRAY['new', 'paid', 'shipped'])[1 + i % 3],
    i % 1000 + 0.5, timestamp '2026-01-01' + i * interval '1 second' FROM generate_series(1, :orders) i;
INSERT INTO autocorp.sales_order_parts SELECT o, l, 1 + (o + l) % 400, l, 9.99 FROM generate_series(1, :orders) o,
    generate_series(1, 2) l;
INSERT INTO autocorp.sales_order_services SELECT o, 1, 1 + o % 110, 49.90 FROM generate_series(1, :orders) o WHERE o % 3 > 0;
