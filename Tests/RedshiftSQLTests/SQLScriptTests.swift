import RedshiftSQL
import Testing

@Suite struct SQLScriptTests {
    @Test func statementsEndAtSemicolonsOutsideOfTexts() throws {
        let text = """
            -- first; not yet
            CREATE TABLE a (t varchar(9) DEFAULT ';');
            CREATE PROCEDURE p() AS $$ BEGIN INSERT INTO a VALUES ('x'); END; $$ LANGUAGE plpgsql;

            /* ; */ INSERT INTO "a;b" VALUES (1)
            """
        let script = try SQLScript(text)
        #expect(script.statements.map(\.line) == [2, 3, 5])
        #expect(script.statements.last?.text == "INSERT INTO \"a;b\" VALUES (1)")
        #expect(script.isTransactional)
    }

    @Test(arguments: [
        ("VACUUM FULL s.t", false), ("TRUNCATE t", false), ("ALTER TABLE t APPEND FROM u", false),
        ("ALTER TABLE t ALTER COLUMN c TYPE varchar(9)", false), ("ALTER TABLE t ALTER COLUMN c ENCODE zstd", false),
        ("ALTER TABLE t ALTER SORTKEY (a)", false), ("ALTER TABLE t ADD COLUMN c int", true),
        ("ALTER TABLE t RENAME TO u", true), ("CREATE EXTERNAL TABLE s.t (a int) LOCATION 's3://b/'", false),
        ("CREATE DATABASE d", false), ("CREATE TABLE t (a int)", true), ("DROP TABLE t", true),
        ("COPY t FROM 's3://b/' IAM_ROLE 'x' JOB CREATE j AUTO ON", false), ("COPY JOB DROP j", false),
        ("COPY t FROM 's3://b/' IAM_ROLE 'x'", true), ("REFRESH MATERIALIZED VIEW v", false),
        ("CREATE EXTERNAL SCHEMA s FROM KAFKA IAM_ROLE 'x' AUTHENTICATION none URI 'b:9092'", true),
        (
            "CREATE EXTERNAL SCHEMA s FROM DATA CATALOG DATABASE 'd' IAM_ROLE 'x' CREATE EXTERNAL DATABASE IF NOT EXISTS",
            false
        ),
        ("CREATE OR REPLACE VIEW v AS SELECT 1", true), ("GRANT SELECT ON t TO u", true),
    ]) func aStatementIsTransactionalOrNot(text: String, expected: Bool) throws {
        #expect(try SQLScript(text).isTransactional == expected)
    }

    @Test(arguments: [
        ("", "has no statement"), (" ; -- nothing\n;", "has no statement"),
        ("SELECT 'a", "ends within a string literal"),
        ("SELECT 1;\nCOMMIT;", "line 2 has COMMIT"), ("BEGIN; SELECT 1; END;", "line 1 has BEGIN"),
    ]) func aScriptThatCannotBeRunIsRefused(text: String, expected: String) {
        let problem = #expect(throws: SQLProblem.self) { try SQLScript(text) }
        #expect(problem?.description.contains(expected) == true, "\(problem?.description ?? "")")
    }
}
