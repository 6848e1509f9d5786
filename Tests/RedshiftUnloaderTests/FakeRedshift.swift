import TestSupport
import Synchronization
import UTCTime

@testable import RedshiftUnloader

/// Statements that end as their script says, writing files and manifest to the fake S3.
enum FakeRedshift {
    static func answer(_ operation: String, _ body: JSON, _ world: inout FakeCloud.World) -> LoopbackServer.Reply {
        switch operation {
        case "BatchExecuteStatement": return submit(body, &world)
        case "DescribeStatement": return describe(body, &world)
        case "GetStatementResult":
            let id = body["Id"]?.string ?? ""
            let parts = id.split(separator: ":").map(String.init)
            guard parts.count == 2, let statement = world.statements.first(where: { $0.id == parts[0] }),
                let sql = Int(parts[1]).flatMap({
                    statement.sqls.indices.contains($0 - 1) ? statement.sqls[$0 - 1] : nil
                })
            else { return FakeCloud.error("ResourceNotFoundException") }
            let script = world.script(statement)
            if sql.hasSuffix("WHERE FALSE") {
                return FakeCloud.json(["ColumnMetadata": .array(script.columns), "Records": []])
            }
            let count = script.count ?? statement.rows
            let field: JSON =
                sql.contains("pg_last_unload_count") ? ["longValue": .number(Double(count))] : script.upper
            return FakeCloud.json(["Records": [[field]]])
        case "CancelStatement":
            guard let index = world.statements.firstIndex(where: { $0.id == body["Id"]?.string }) else {
                return FakeCloud.error("ResourceNotFoundException")
            }
            guard world.statements[index].status == "STARTED" else { return FakeCloud.error("ValidationException") }
            world.statements[index].isCancelRequested = true
            if world.cancels { world.statements[index].status = "ABORTED" }
            return FakeCloud.json(["Status": .bool(true)])
        default: return FakeCloud.error("UnknownOperationException")
        }
    }

    private static func submit(_ body: JSON, _ world: inout FakeCloud.World) -> LoopbackServer.Reply {
        guard let sqls = body["Sqls"]?.array?.compactMap(\.string), !sqls.isEmpty,
            let token = body["ClientToken"]?.string, token.utf8.count <= 64, let name = body["StatementName"]?.string,
            body["WithEvent"] == .bool(true)
        else { return FakeCloud.error("ValidationException") }
        if let known = world.statements.first(where: { $0.token == token }) {
            return FakeCloud.json(["Id": .string(known.id)])
        }
        let id = "statement-\(world.statements.count + 1)"
        world.statements.append(FakeCloud.Statement(id: id, name: name, token: token, sqls: sqls, body: body))
        if world.endsAtOnce { end(world.statements.count - 1, &world) }
        world.mostRunning = max(world.mostRunning, world.statements.filter { $0.status == "STARTED" }.count)
        return FakeCloud.json(["Id": .string(id)])
    }

    private static func describe(_ body: JSON, _ world: inout FakeCloud.World) -> LoopbackServer.Reply {
        guard let index = world.statements.firstIndex(where: { $0.id == body["Id"]?.string }) else {
            return FakeCloud.error("ResourceNotFoundException")
        }
        world.statements[index].describes += 1
        let statement = world.statements[index]
        let isFinished = statement.status == "FINISHED"
        var answer: [String: JSON] = [
            "Id": .string(statement.id), "Status": .string(statement.status),
            "Duration": .number(isFinished ? 2e9 : -1),
            "RedshiftQueryId": .number(512), "UpdatedAt": .number(1_795_226_410.5),
            "SubStatements": .array(
                statement.sqls.enumerated().map { index, sql in
                    [
                        "Id": .string("\(statement.id):\(index + 1)"),
                        "HasResultSet": .bool(isFinished && sql.lowercased().hasPrefix("select ")),
                    ]
                }
            ),
        ]
        if let error = statement.error { answer["Error"] = .string(error) }
        return FakeCloud.json(answer)
    }

    /// Ends a statement as its script says.
    static func end(_ index: Int, _ world: inout FakeCloud.World) {
        let statement = world.statements[index]
        guard statement.status == "STARTED" else { return }
        let script = world.script(statement)
        switch script.end {
        case .failed(let message):
            world.statements[index].status = "FAILED"
            world.statements[index].error = message
        case .aborted: world.statements[index].status = "ABORTED"
        case .finished:
            world.statements[index].status = "FINISHED"
            world.statements[index].rows = Int64(script.files.reduce(0, +))
            unload(statement, script, &world)
        }
    }

    private static func unload(
        _ statement: FakeCloud.Statement,
        _ script: FakeCloud.Script,
        _ world: inout FakeCloud.World
    ) {
        guard let start = statement.sql.firstRange(of: "\nTO 's3://") else { return }
        let place = statement.sql[start.upperBound...].prefix { $0 != "'" }
        var entries: [JSON] = []
        for (number, rows) in script.files.enumerated() {
            let key = "\(place)000\(number)_part_00.parquet"
            let bytes = [UInt8](repeating: 7, count: rows * 3)
            if !(script.forgetsFile && number == 0) { world.objects[key] = bytes }
            world.sizes[key] = script.sizeOfFile
            let size = script.sizeOfFile ?? Int64(bytes.count)
            entries.append(
                .object([
                    "url": .string("s3://\(key)"),
                    "meta": .object([
                        "content_length": .number(Double(size + Int64(script.sizeOffset))),
                        "record_count": .number(Double(rows)),
                    ]),
                ])
            )
        }
        guard script.hasManifest else { return }
        let schema = JSON.object([
            "elements": .array([.object(["name": .string("id"), "type": .object(["base": .string("bigint")])])])
        ])
        let manifest = JSON.object(["entries": .array(entries), "schema": schema])
        world.objects["\(place)manifest"] = Array(manifest.text.utf8)
    }
}
