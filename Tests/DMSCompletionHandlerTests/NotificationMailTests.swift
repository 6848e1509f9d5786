import Testing

@testable import DMSCompletionHandler

@Suite struct NotificationMailTests {
    @Test func aNoticeNamesTheFirstTablesAndWhatToDo() {
        var report = CheckReport("shop", .quarantined, "12 of 13 tables are quarantined")
        report.passedTables = ["public.ok"]
        report.quarantinedTables = (1...12).map { .init(table: "public.t\($0)", reason: "source 2, DMS 1 rows") }
        report.manifest = "s3://b/k"
        let notice = NotificationMail(report)
        #expect(notice.subject == "shop: Quarantined (12 of 13 tables)")
        #expect(notice.text.contains("- public.t10: source 2, DMS 1 rows"))
        #expect(!notice.text.contains("public.t11"))
        #expect(notice.text.contains("and 2 more, in the manifest"))
        #expect(notice.text.contains("s3://b/k"))
        #expect(notice.text.contains("What to do: "))
    }
}
