import JSON
import Testing

@testable import DMSCompletionHandler

@Suite struct LoadCommandTests {
    private func manifest(_ tables: [(target: String, rows: Int64?)]) -> Manifest {
        var manifest = Manifest(
            migration: "shop",
            revision: 1,
            task: .init(arn: "a", kind: "dms-task", identifier: "i", type: "full-load", status: "stopped"),
            verdict: .passed,
            reason: "",
            policy: "all",
            evidence: .init(source: "", target: ""),
            checkedAt: "",
            checkedBy: ""
        )
        manifest.tables = tables.map {
            Manifest.Table(
                table: "s.t",
                target: $0.target,
                verdict: "passed",
                reason: "",
                policy: "exact",
                rows: .init(dms: $0.rows),
                seconds: .init()
            )
        }
        return manifest
    }

    private func commands(_ manifest: Manifest, prefix: String = "shop") throws -> [LoadCommand] {
        try LoadCommand.all(manifest, name: "shop-1", plan: nil, bucket: "example-raw", prefix: prefix)
    }

    /// A target, the bucket folder, and the folder of its files.
    @Test(arguments: [
        ("public.customers", "shop", "s3://example-raw/shop/public/customers/"),
        ("public.customers", "", "s3://example-raw/public/customers/"),
        (#"public.a\.b"#, "a/b c", "s3://example-raw/a/b c/public/a.b/"),
        (#"p\\q.Größe 😀"#, "x", #"s3://example-raw/x/p\q/Größe 😀/"#),
    ])
    func aFolderIsWhereDMSWrites(target: String, prefix: String, uri: String) throws {
        #expect(try commands(manifest([(target, 1)]), prefix: prefix).first?.folders.map(\.uri) == [uri])
    }

    @Test func footersOutweighTheStatistics() throws {
        var manifest = manifest([("public.t", 10)])
        manifest.tables[0].rows.files = 11
        #expect(try commands(manifest).first?.folders.first?.rows == 11)
        manifest.task.type = "full-load-and-cdc"
        #expect(try commands(manifest).first?.folders.first?.rows == nil)
    }

    @Test(arguments: [1, 3, 1_500, 5_000]) func everyFolderIsInOneCommandThatLambdaTakes(count: Int) throws {
        let name = String(repeating: "\u{1}", count: 40)
        let commands = try commands(manifest((0..<count).map { ("public.\(name)\($0)", Int64.max) }))
        #expect(commands.flatMap(\.folders).count == count)
        #expect(Set(commands.flatMap(\.folders).map(\.uri)).count == count)
        #expect(Set(commands.map(\.id)).count == commands.count)
        #expect(commands.count == 1 ? commands[0].id == "shop-1" : commands[0].id == "shop-1.1")
        for command in commands {
            #expect(try JSONWriter.bytes(of: command).count < 250_000)
            #expect(command.id.utf8.count <= 100)
        }
    }

    @Test func aNameThatCannotBeReadIsAnError() {
        #expect(throws: StepError.self) { try commands(manifest([("nodot", 1)])) }
    }

    @Test func whatReleasedNothingLoadsNothing() throws {
        #expect(try commands(manifest([])).isEmpty)
    }
}
