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

    /// The end of one window is the beginning of the next: two exports must not meet there either.
    @Test(arguments: [
        ("day", "x/${window.from:yyyy-MM-dd}/", "x/${window.to:yyyy-MM-dd}/", false),
        ("week", "x/${window.from:yyyyMMdd}/", "x/${window.to:yyyyMMdd}/", false),
        ("month", "x/${window.from:yyyy-MM}/", "x/${window.to:yyyy-MM}/", false),
        ("hour", "x/${window.to:yyyyMMddHH}/", "x/${window.from:yyyyMMddHH}/sub/", false),
        ("month", "x/${window.from:yyyy}/${window.from:MM}/", "x/${window.to:yyyy/MM}/", false),
        ("day", "x/${window.from:yyyy-MM-dd}/", "X/${window.to:yyyy-MM-dd}/", true),
        ("day", "x/${window.from:yyyy-MM-dd}/", "x/to-${window.to:yyyy-MM-dd}/", true),
        ("day", "x/${export}/${window.from:yyyy-MM-dd}/", "x/${export}/${window.to:yyyy-MM-dd}/", true),
        ("month", "x/${window.from:yyyy-MM}/", "x/${window.from:yyyy/MM}/", true),
        // S3 tells these apart: they are other keys.
        ("day", "x/${window.from:yyyy-MM-dd}/", "x2/${window.from:yyyy-MM-dd}", true),
        ("day", "x/${window.from:yyyy-MM-dd}", "x/${window.from:yyyy-MM-dd}/", false),
    ])
    func twoExportsDoNotMeetInAnyWindow(every: String, one: String, other: String, isApart: Bool) {
        let exports = [("a", one), ("b", other)].map {
            #"{"schema": "s", "table": "\#($0.0)", "window_column": "at", "to": "\#($0.1)"}"#
        }
        let found = planProblems(
            #"{"window": {"every": "\#(every)"}, "exports": [\#(exports.joined(separator: ", "))]}"#
        )
        #expect(found.isEmpty == isApart, "\(found)")
        #expect(found.allSatisfy { $0.hasPrefix("exports[1].to") }, "\(found)")
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
