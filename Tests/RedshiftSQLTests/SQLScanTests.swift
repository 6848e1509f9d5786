import Testing

@testable import RedshiftSQL

@Suite struct SQLScanTests {
    private func scan(_ text: String) -> SQLScan { SQLScan(text, placeholders: ["window.from", "window.to"]) }

    @Test(arguments: [
        ("select 1 limit 5", true), ("select 1 LIMIT 5 -- end", true), ("select * from (select 1 limit 5) x", false),
        ("select 'limit 5'", false), ("select \"limit\" from t", false), ("select 1 -- limit 5", false),
        ("select $$ limit $$", false), ("with a as (select 1 limit 2) select * from a", false),
        ("select a.limits from a", false), ("(select 1) union (select 2) limit 1", true),
        ("select top 5 * from t", true),
        ("select distinct top 5 a from t", true), ("select top from t", false),
        ("select 'it''s' , 'a\\' limit 1' from t", false),
        ("/* /* limit */ limit */ select 1", false),
    ])
    func findsAnOuterLimit(query: String, isLimited: Bool) {
        #expect(scan(query).problemsAsQuery == [])
        #expect(scan(query).hasOuterLimit == isLimited)
    }

    @Test(arguments: [
        ("select 1; drop table t", "semicolon"), ("select 'a", "string literal"),
        ("select \"a", "quoted name"), ("select 1 /* a", "comment"), ("select $$ a", "$$"), ("select (1", "\"(\""),
        ("select 1)", "\")\""), ("delete from t", "SELECT"), ("", "no statement"), ("-- nothing", "no statement"),
        ("select ${window.now}", "window.from"), ("select ${window.from", "\"}\""), ("select '\0'", "NUL"),
        (";", "no statement"), ("select 1;;", "semicolon"),
        ("select (1;2)", "parentheses"), ("select 'a\\'", "string literal"),
    ])
    func refusesWhatIsNotOneQuery(query: String, word: String) {
        let problems = scan(query).problemsAsQuery
        #expect(problems.count == 1)
        #expect(problems.first?.contains(word) == true)
    }

    @Test(arguments: [
        "select 1", "SELECT ';' , 'x;y'", "with a as (select 1) select * from a", "  -- why\n select 1",
        "(select 1) union all (select 2)", "select $a$ ; ' $a$", "select 'a''b' || '\\\\'", "select a$b from t$x",
        "select 1 - -1",
    ])
    func takesWhatIsOneQuery(query: String) { #expect(scan(query).problemsAsQuery == []) }

    @Test(arguments: ["select 1;", "select 1 ;\n", "select 1; -- the end\n", "select 1;/* ; */"])
    func aSemicolonAtTheEndIsTakenAway(query: String) {
        #expect(scan(query).problemsAsQuery == [])
        #expect(["select 1", "select 1 "].contains(scan(query).withoutFinalSemicolon))
    }

    @Test(arguments: [
        "select '${window.from}'", "select a from t where b like '${window.from}%'", "select \"${window.to}\" from t",
        "select 1 -- ${window.from}\n", "select /* ${window.from} */ 1", "select $$${window.from}$$",
        "select $a$ ${x} $a$", "select 'a' '${window.from'",
    ])
    func aPlaceholderInQuotesOrCommentsIsRefused(query: String) {
        let problems = scan(query).problemsAsQuery
        #expect(problems.count == 1)
        #expect(problems.first?.contains("${") == true)
        #expect(SQLScan(query).problemsAsQuery == [], "without placeholders it is text like any other")
    }

    @Test(arguments: [
        ("select '$${a}'", "select '${a}'"), ("select 1 -- $${x}", "select 1 -- ${x}"),
        ("select \"$${\"", "select \"${\""), ("select $a$ $${x} $a$", "select $a$ ${x} $a$"),
        ("select $${\"a\": 1}$$", "select $${\"a\": 1}$$"), ("select '$$'", "select '$$'"),
        ("select '$'", "select '$'"),
    ])
    func twoDollarsBeforeABraceAreOneInQuotes(query: String, filled: String) {
        #expect(scan(query).problemsAsQuery == [])
        #expect(scan(query).filled { _ in "" } == filled)
    }

    @Test func placeholdersAreFilledWhereTheyStand() {
        let query = "select 'é' || 1 from t where a >= ${window.from} and b < ${window.to:yyyy}"
        #expect(
            scan(query).filled { "<\($0.name)|\($0.pattern ?? "")>" }
                == "select 'é' || 1 from t where a >= <window.from|> and b < <window.to|yyyy>"
        )
    }

    @Test(arguments: [
        ("WHERE a = 1", "WHERE"), ("where a", "WHERE"), ("-- x\n Where a", "WHERE"), ("", "no condition"),
        ("a = 1; drop table t", "semicolon"), ("a = 1;", "semicolon"), ("a = '", "literal"), ("a = 1)", "\")\""),
    ])
    func refusesWhatIsNoCondition(text: String, word: String) {
        let problems = scan(text).problemsAsCondition
        #expect(problems.count == 1)
        #expect(problems.first?.contains(word) == true)
    }

    @Test(arguments: [
        "a = 1", "\"where\" = 1", "whereabouts = 'x'", "(a) or b", "a = ';'", "exists (select 1 where true)",
    ])
    func takesConditions(text: String) { #expect(scan(text).problemsAsCondition == []) }

    @Test(arguments: [
        ("begin", "BEGIN"), ("COMMIT;", "COMMIT"), ("truncate t", "TRUNCATE"), ("vacuum", "VACUUM"),
        ("create database x", "DATABASE"), ("set a to 1; set b to 2", "semicolon"), ("", "no statement"),
        ("unload ('select 1') to 's3://x/'", "UNLOAD"),
    ])
    func refusesWhatCannotBeInABatch(text: String, word: String) {
        #expect(scan(text).problemsAsBatchStatement.first?.contains(word) == true)
    }

    @Test(arguments: ["set query_group to 'x'", "create temp table a as select 1;", "analyze t", "call p()"])
    func takesStatementsOfABatch(text: String) { #expect(scan(text).problemsAsBatchStatement == []) }
}
