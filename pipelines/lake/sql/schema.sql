-- AutoCorp's database, as the source of the lake. PostgreSQL 12 or newer with wal_level = logical (RDS: rds.logical_replication = 1 in the
-- parameter group). Each table has a primary key: it is what a delete in DMS's files has, and the plan's unique_key.
CREATE SCHEMA autocorp;
CREATE TABLE autocorp.auto_parts (part_id bigint PRIMARY KEY, part_name varchar(200) NOT NULL, category varchar(60),
    unit_price numeric(12,2), stock int, updated_at timestamp);
CREATE TABLE autocorp.customers (customer_id bigint PRIMARY KEY, first_name varchar(100), last_name varchar(100), email varchar(320),
    phone varchar(40), created_at timestamp, updated_at timestamp);
CREATE TABLE autocorp.service (service_id bigint PRIMARY KEY, service_name varchar(200), labor_hours numeric(6,2), price numeric(12,2),
    updated_at timestamp);
CREATE TABLE autocorp.service_parts (service_id bigint, part_id bigint, quantity int, PRIMARY KEY (service_id, part_id));
CREATE TABLE autocorp.sales_order (order_id bigint PRIMARY KEY, customer_id bigint, order_date date, status varchar(20),
    total_amount numeric(12,2), updated_at timestamp);
CREATE TABLE autocorp.sales_order_parts (order_id bigint, line int, part_id bigint, quantity int, unit_price numeric(12,2),
    PRIMARY KEY (order_id, line));
CREATE TABLE autocorp.sales_order_services (order_id bigint, line int, service_id bigint, price numeric(12,2), PRIMARY KEY (order_id, line));
