import TestSupport
import UTCTime

/// Answers requests at once and for good. Batches end when the test says so; a load commits its files into the ledger, or
/// fails at the guard that finds one of them there, as the warehouse does.
enum FakeWarehouse {
    static func reply(to request: LoopbackServer.Request, _ world: inout LoaderBench.World) -> LoopbackServer.Reply {
        guard !world.isDead else { return .close }
        world.calls += 1
        if let kill = world.killAt, world.calls == kill.call {
            world.isDead = true
            if kill.isDone { _ = answer(to: request, &world) }
            return .close
        }
        return answer(to: request, &world)
    }

    private static func answer(to request: LoopbackServer.Request, _ world: inout LoaderBench.World)
        -> LoopbackServer.Reply
    {
        guard let target = request.header("x-amz-target") else {
            world.log.append("S3 \(request.method)")
            let key = String(request.target.dropFirst().split(separator: "?").first ?? "")
            switch request.method {
            case "PUT":
                world.objects[key] = request.body
                return .status(200, headers: ["ETag: \"e\""])
            case "HEAD": return .status(200, headers: ["ETag: \"e\"", "Content-Length: 10"])
            default: return .status(404, body: "<Error><Code>NoSuchKey</Code></Error>")
            }
        }
        let operation = String(target.split(separator: ".").last ?? "")
        world.log.append(operation)
        if let index = world.refusals.firstIndex(where: { $0.operation == operation && $0.times > 0 }) {
            world.refusals[index].times -= 1
            return error(world.refusals[index].code, world.refusals[index].message)
        }
        if target.hasPrefix("DynamoDB") {
            return world.database.reply(to: request) ?? error("UnknownOperationException")
        }
        guard let body = JSON(request.body) else { return error("SerializationException") }
        switch operation {
        case "BatchExecuteStatement": return submit(body, &world)
        case "PutEvents":
            let entries = body["Entries"]?.array ?? []
            if let index = world.entryFailures.firstIndex(where: { $0.times > 0 }) {
                world.entryFailures[index].times -= 1
                let failure: [String: JSON] = [
                    "ErrorCode": .string(world.entryFailures[index].code), "ErrorMessage": .string("made up"),
                ]
                return json(["FailedEntryCount": .number(1), "Entries": .array([.object(failure)])])
            }
            world.events += entries
            return json([
                "FailedEntryCount": .number(0),
                "Entries": .array(entries.map { _ in .object(["EventId": .string("e")]) }),
            ])
        case "DescribeStatement":
            guard let statement = world.statements.first(where: { $0.id == body["Id"]?.string }) else {
                return error("ResourceNotFoundException")
            }
            return json(described(statement))
        case "GetStatementResult":
            let id = body["Id"]?.string ?? ""
            guard let statement = world.statements.first(where: { id.hasPrefix("\($0.id):") || id == $0.id }) else {
                return error("ResourceNotFoundException")
            }
            return json(["Records": .array(statement.records.map { .array($0) })])
        case "CancelStatement":
            if let index = world.statements.firstIndex(where: { $0.id == body["Id"]?.string && $0.status == "STARTED" })
            {
                world.statements[index].status = "ABORTED"
                return json(["Status": .bool(true)])
            }
            return error("ValidationException")
        default: return error("UnknownOperationException")
        }
    }

    private static func submit(_ body: JSON, _ world: inout LoaderBench.World) -> LoopbackServer.Reply {
        guard let sqls = body["Sqls"]?.array?.compactMap(\.string), (1...40).contains(sqls.count),
            let token = body["ClientToken"]?.string, token.utf8.count <= 64, let name = body["StatementName"]?.string,
            body["WithEvent"] == .bool(true)
        else { return error("ValidationException") }
        if let known = world.statements.first(where: { $0.token == token }) { return json(["Id": .string(known.id)]) }
        let id = "statement-\(world.statements.count + 1)"
        world.statements.append(LoaderBench.Statement(id: id, name: name, token: token, sqls: sqls))
        world.mostRunning = max(world.mostRunning, world.statements.count { $0.status == "STARTED" })
        return json(["Id": .string(id)])
    }

    private static func described(_ statement: LoaderBench.Statement) -> [String: JSON] {
        var answer: [String: JSON] = [
            "Id": .string(statement.id), "Status": .string(statement.status), "UpdatedAt": .number(1_795_226_410.5),
            "SubStatements": .array(
                statement.sqls.indices.map { index in
                    var part: [String: JSON] = [
                        "Id": .string("\(statement.id):\(index + 1)"), "HasResultSet": .bool(true),
                        "RedshiftQueryId": .number(Double(500 + index)),
                    ]
                    if let failure = statement.failure, failure.index == index {
                        part["Error"] = .string(failure.message)
                    }
                    return .object(part)
                }
            ),
        ]
        if let failure = statement.failure {
            answer["Error"] = .string("Query #\(failure.index + 1): \(failure.message)")
        }
        return answer
    }

    /// Ends a batch.
    static func end(_ index: Int, _ world: inout LoaderBench.World) {
        guard world.statements[index].status == "STARTED" else { return }
        let sqls = world.statements[index].sqls
        for fault in world.faults.indices where world.faults[fault].times > 0 {
            guard let place = sqls.firstIndex(where: { $0.contains(world.faults[fault].text) }) else { continue }
            world.faults[fault].times -= 1
            world.statements[index].status = "FAILED"
            world.statements[index].failure = (place, world.faults[fault].message)
            return
        }
        world.statements[index].status = "FINISHED"
        if let list = sqls.first(where: { $0.hasPrefix("INSERT INTO \"#files\"") }) {
            load(index, list, &world)
        } else if let query = sqls.first, query.hasPrefix("SELECT \"file\", \"etag\"") {
            let target = quoted(query, behind: "\"target\" = ")
            world.statements[index].records = world.loaded.keys.sorted().compactMap { key in
                let parts = key.split(separator: " ").map(String.init)
                guard parts[0] == target, query.contains("'\(parts[1])'") else { return nil }
                return [["stringValue": .string(parts[1])], ["stringValue": .string(parts[2])]]
            }
        }
    }

    private static func load(_ index: Int, _ list: String, _ world: inout LoaderBench.World) {
        let sqls = world.statements[index].sqls
        guard let guardPlace = sqls.firstIndex(where: { $0.hasPrefix("SELECT \"loaded\"") }) else { return }
        let target = quoted(sqls[guardPlace], behind: "\"target\" = ")
        let files = list.split(separator: "\n").dropFirst().map { row in
            let parts = row.split(separator: "'").map(String.init)
            return "\(target) \(parts[1]) \(parts[3])"
        }
        if files.contains(where: { world.loaded[$0] != nil }) {
            world.statements[index].status = "FAILED"
            world.statements[index].failure = (guardPlace, "ERROR: Divide by zero")
            return
        }
        for file in files { world.loaded[file, default: 0] += 1 }
    }

    private static func quoted(_ text: String, behind mark: String) -> String {
        guard let start = text.firstRange(of: mark) else { return "" }
        return String(text[start.upperBound...].dropFirst().prefix { $0 != "'" })
    }

    static func error(_ code: String, _ message: String = "scripted") -> LoopbackServer.Reply {
        json(["__type": .string(code), "message": .string(message)], status: 400)
    }

    static func json(_ members: [String: JSON], status: Int = 200) -> LoopbackServer.Reply {
        .status(status, body: JSON.object(members).text)
    }
}
