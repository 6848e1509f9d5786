import TestSupport
import Testing

@testable import S3Copier

@Suite struct SourceLookupTests {
    @Test func tagsChooseTheRouteAndAreReadOnce() async throws {
        let bed = try LocalCopier([
            "TARGET_BUCKET": "",
            "routes":
                #"[{"from": {"tags": {"copy": "yes"}}, "to": "s3://example-target/${event:yyyy}/${basename}"}]"#,
        ])
        defer { bed.stop() }
        for (key, value) in [("in/yes", "yes"), ("in/no", "no")] {
            let version = bed.change {
                $0.s3.put(LocalCopier.source, key, FakeContent(key, size: 1)) { $0.tags = [("copy", value)] }
            }
            _ = try await bed.run(LocalCopier.batch([LocalCopier.created(key, version)]))
        }
        #expect(bed.change { $0.s3.keys(LocalCopier.target) } == ["2026/yes"])
        #expect(bed.server.requests.count == 3)
    }
}
