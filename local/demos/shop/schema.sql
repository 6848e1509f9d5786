-- A workshop: it sells cars' parts, and services cars. Amounts are numeric, so that sums are exact.
CREATE SCHEMA shop;

CREATE TABLE shop.auto_parts (
    part_id     integer PRIMARY KEY,
    part_number text NOT NULL UNIQUE,
    name        text NOT NULL,
    category    text NOT NULL,
    price       numeric(10, 2) NOT NULL,
    in_stock    integer NOT NULL
);

CREATE TABLE shop.customers (
    customer_id integer PRIMARY KEY,
    name        text NOT NULL,
    email       text NOT NULL,
    city        text,
    born        date,
    created_at  timestamptz NOT NULL
);

CREATE TABLE shop.service (
    service_id  integer PRIMARY KEY,
    name        text NOT NULL,
    hours       numeric(4, 1) NOT NULL,
    price       numeric(10, 2) NOT NULL
);

-- Which parts a service uses up.
CREATE TABLE shop.service_parts (
    service_id  integer NOT NULL,
    part_id     integer NOT NULL,
    quantity    integer NOT NULL,
    PRIMARY KEY (service_id, part_id)
);

CREATE TABLE shop.sales_order (
    order_id    bigint PRIMARY KEY,
    customer_id integer NOT NULL,
    status      text NOT NULL,
    ordered_at  timestamptz NOT NULL,
    remarks     text
);

CREATE TABLE shop.sales_order_parts (
    order_id    bigint NOT NULL,
    part_id     integer NOT NULL,
    quantity    integer NOT NULL,
    unit_price  numeric(10, 2) NOT NULL,
    PRIMARY KEY (order_id, part_id)
);

CREATE TABLE shop.sales_order_services (
    order_id    bigint NOT NULL,
    service_id  integer NOT NULL,
    hours       numeric(4, 1) NOT NULL,
    PRIMARY KEY (order_id, service_id)
);
