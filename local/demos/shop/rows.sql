-- The rows, by arithmetic alone: no random(), so that every run has the same. :percent is replaced by a number.
-- Names hold quotes, emoji and CJK, as real ones do.
INSERT INTO shop.auto_parts
SELECT n, 'AP-' || lpad(n::text, 6, '0'), 'Part ' || n || CASE n % 50 WHEN 0 THEN ' 3/4" «bolt»' WHEN 1 THEN ' 部品' ELSE '' END,
       (ARRAY['brakes', 'engine', 'body', 'electrics', 'tyres'])[1 + n % 5], 1 + (n * 37 % 99900) / 100.0, n * 7 % 400
  FROM generate_series(1, 20000 * :percent / 100) AS n;

INSERT INTO shop.customers
SELECT n, CASE n % 40 WHEN 0 THEN 'Zoë O''Example' WHEN 1 THEN '例 太郎 🚗' ELSE 'Customer ' || n END, 'customer' || n || '@example.com',
       CASE WHEN n % 9 > 0 THEN (ARRAY['Springfield', 'São Paulo', 'Zürich', '東京'])[1 + n % 4] END,
       CASE WHEN n % 7 > 0 THEN date '1950-01-01' + n * 13 % 20000 END,
       timestamptz '2019-01-01 00:00:00+00' + n * interval '8 minutes'
  FROM generate_series(1, 200000 * :percent / 100) AS n;

INSERT INTO shop.service
SELECT n, 'Service ' || n, 0.5 * (1 + n % 16), 20 + n * 11 % 900
  FROM generate_series(1, 500) AS n;

INSERT INTO shop.service_parts
SELECT s, 1 + (s * 101 + k * 17) % (20000 * :percent / 100), 1 + (s + k) % 4
  FROM generate_series(1, 500) AS s, generate_series(1, 9) AS k;

INSERT INTO shop.sales_order
SELECT n, 1 + n * 4999 % (200000 * :percent / 100), (ARRAY['open', 'paid', 'shipped', 'cancelled'])[1 + n % 4],
       timestamptz '2023-01-01 00:00:00+00' + n * interval '3 minutes', CASE WHEN n % 20 = 0 THEN 'fragile, "this side up"' END
  FROM generate_series(1, 400000 * :percent / 100) AS n;

-- Two parts for most orders.
INSERT INTO shop.sales_order_parts
SELECT n, 1 + (n * 31 + k * 7) % (20000 * :percent / 100), 1 + (n + k) % 5, 1 + ((n * 31 + k * 7) * 37 % 99900) / 100.0
  FROM generate_series(1, 400000 * :percent / 100) AS n, generate_series(1, 2) AS k
 WHERE (n + k) % 16 > 0;

INSERT INTO shop.sales_order_services
SELECT n, 1 + n % 500, 0.5 * (1 + n % 16)
  FROM generate_series(1, 400000 * :percent / 100) AS n
 WHERE n % 5 > 1;

ANALYZE;
