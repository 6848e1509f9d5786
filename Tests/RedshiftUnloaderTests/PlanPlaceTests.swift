import Testing

@testable import RedshiftUnloader

@Suite struct PlanPlaceTests {
    @Test(arguments: [
        ("s3://example-s3alias/x/", "bucket"), ("s3://UPPER/x/", "bucket"), ("s3://", "bucket"),
        ("s3a://bucket/x", "s3a"),
        ("s3://a..b/x", "bucket"), ("s3://${plan}-lake/x", "bucket"),
        ("${window.from:yyyy}/", "no window"), ("{table}/", "${table}"),
        ("${scheduled:yyyy-QQ}/", "pattern"), ("a${b", "}"), ("${window.from}/", "pattern"), ("${nothing}/", "nothing"),
        ("dt=${window.from:yyyy-mm-dd}/", "minutes"),
    ])
    func refusesPlaces(to: String, word: String) {
        let found = planProblems(#"{"exports": [{"schema": "s", "table": "t", "to": "\#(to)"}]}"#)
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.contains(word) == true, "\(found)")
    }

    @Test func refusesExportsThatWouldOverwriteEachOther() {
        let found = planProblems(
            #"{"defaults": {"schema": "s", "to": "x/"}, "exports": [{"table": "a"}, {"table": "b"}, {"table": "a", "to": "y/"}, {"table": "c", "to": "y/z/"}]}"#
        )
        #expect(found.count == 3, "\(found)")
        #expect(found.contains { $0.contains("is where export \"a\" goes too") })
        #expect(found.contains { $0.contains("lie one within the other") })
    }
}
