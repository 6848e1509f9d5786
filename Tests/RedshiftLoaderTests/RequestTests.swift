import LambdaRuntime
import AWSS3
import Foundation
import Testing

@testable import RedshiftLoader

@Suite struct RequestTests {
    private func read(_ event: [UInt8]) throws -> RedshiftLoaderRequest? {
        try RedshiftLoaderRequest.Reader(statementPrefix: "redshift-loader").read(event).requests.first
    }

    private func request(_ text: String) throws -> LoadRequest {
        guard case .load(let request)? = try read(Array(text.utf8)) else { throw InvalidRequest("no load") }
        return request
    }

    @Test(arguments: ["load-files", "load-folders", "load-dataset"]) func theSampleEventsAreRead(name: String) throws {
        let file = "\(repositoryFolder)/events/RedshiftLoader/\(name).json"
        let read = try request(String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self))
        #expect(read.plan == "retail")
        switch name {
        case "load-files":
            #expect(read.files.map(\.rows) == [1149, nil])
            #expect(read.files.first?.columns?.count == 7)
        case "load-folders":
            #expect(read.folders.map(\.rows) == [1149, 1_600_000])
        default:
            #expect(read.manifest?.key == "lake/sales/orders/dt=2026-11-26/_SUCCESS.json")
            #expect(read.table == "staging.sales")
        }
    }

    @Test(arguments: [
        ("7", "RedshiftLoader takes"), ("{", "cannot be read"), (#"{"lod": {}}"#, "RedshiftLoader takes"),
        (#"{"load": {}}"#, "none of"), (#"{"load": {"fils": []}}"#, "\"fils\" is not known in load"),
        (#"{"load": {"files": [{"uri": "s3://b/k"}]}}"#, "files[0] is expected to have"),
        (#"{"load": {"files": [{"uri": "k", "etag": "e", "bytes": 1}]}}"#, "expected s3://bucket/key"),
        (#"{"load": {"files": [{"uri": "s3://bucket/k", "etag": "e", "bytes": -1}]}}"#, "not negative"),
        (
            #"{"load": {"files": [{"uri": "s3://bucket/k", "etag": "e", "bytes": 1, "columns": ["a", "a"]}]}}"#,
            "each once"
        ),
        (#"{"load": {"files": 3}}"#, "\"files\" is expected to be a list"),
        (#"{"load": {"folders": [{"rows": 1}]}}"#, "folders[0] has no \"uri\""),
    ]) func whatCannotBeReadIsNamed(event: String, expected: String) {
        let error = #expect(throws: InvalidRequest.self) { _ = try read(Array(event.utf8)) }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: ["backfill", "reload", "migrate", "freshness", "sweep", "status", "retry", "cancel"])
    func everyCommandHasASampleEvent(name: String) throws {
        let file = "\(repositoryFolder)/events/RedshiftLoader/\(name).json"
        let read = try read(Array(try Data(contentsOf: URL(filePath: file))))
        let isRight =
            switch (name, read) {
            case ("backfill", .backfill(let request)?): request.table == "analytics.dim_customer" && request.from != nil
            case ("reload", .reload(let request)?): request.files.count == 1 && request.table == "staging.sales"
            case ("migrate", .migrate(let request)?): request.to == MigrationVersion("1")
            case ("freshness", .freshness(plan: "retail")?), ("sweep", .sweep?), ("status", .status?),
                ("retry", .retry?),
                ("cancel", .cancel?):
                true
            default: false
            }
        #expect(isRight, "\(String(describing: read))")
    }

    @Test func anIDThatTheLedgerCannotHoldIsRefused() {
        let event = #"{"load": {"id": "\#(String(repeating: "x", count: 101))", "manifest": "s3://bucket/k"}}"#
        #expect(throws: InvalidRequest.self) { _ = try read(Array(event.utf8)) }
    }
}
