"""The rules by which Redshift differs from PostgreSQL, as loads meet them."""

from __future__ import annotations

import threading
import unittest

from localaws.testing.warehouse import aws, load, redshift, run, select


class Keys(unittest.TestCase):
    def setUp(self) -> None:
        aws()
        load("drop table if exists keyed, parent")

    def test_they_are_taken_and_not_enforced(self) -> None:
        run("create table parent (id int primary key distkey sortkey, name varchar(9) not null unique)")
        run(
            "create table keyed (id int, parent int references public.parent (id), a int, constraint k primary key (id), "
            "unique (a, id), foreign key (parent) references parent (id))"
        )
        run("insert into parent values (1, 'a'), (1, 'a')")
        run("insert into keyed values (1, 7, 2), (1, 8, 2), (null, null, null)")
        self.assertEqual(select("select count(*) from keyed"), [[3]])
        self.assertIn("null value", run("insert into parent values (2, null)", expect="FAILED")["Error"])


class Functions(unittest.TestCase):
    def setUp(self) -> None:
        aws()

    def test_strtol(self) -> None:
        for text, base, number in (("0", 16, 0), ("FFfffffffffffff", 16, 2**60 - 1), ("101", 2, 5), ("z", 36, 35)):
            self.assertEqual(select(f"select strtol('{text}', {base})"), [[number]])
        self.assertIn("not a valid digit", run("select strtol('12x', 10)", expect="FAILED")["Error"])


class Batches(unittest.TestCase):
    def setUp(self) -> None:
        aws()
        load("drop table if exists widened; create table widened (name varchar(3))")

    def test_a_columns_type_changes_in_no_transaction(self) -> None:
        change = "alter table widened alter column name type varchar(9)"
        described = run("select 1", change, expect="FAILED")
        self.assertIn("cannot run inside a transaction block", described["Error"])
        run("select 1", change, ExecutionMode="AUTO_COMMIT")
        run("insert into widened values ('long name')")

    def test_of_two_updates_of_one_row_the_second_meets_error_1023(self) -> None:
        run("insert into widened values ('a')")
        slow = ("update widened set name = 'b'", "select pg_sleep(1)")
        ends: list[str] = []

        def update() -> None:
            client = redshift().client()
            target = {"WorkgroupName": "example-workgroup", "Database": "dev"}
            begun = client.batch_execute_statement(Sqls=["select count(*) from widened", *slow], **target)
            described = client.describe_statement(Id=begun["Id"], WaitTimeSeconds=30)
            ends.append(str(described.get("Error", "")))

        threads = [threading.Thread(target=update) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted("1023" in end for end in ends), [False, True], ends)

    def test_a_lock_may_come_before_the_snapshot(self) -> None:
        run("lock widened", "insert into widened values ('x')")
        self.assertEqual(select("select count(*) from widened"), [[1]])


if __name__ == "__main__":
    unittest.main()
