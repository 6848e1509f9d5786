import TestSupport
import UTCTime

/// Answers requests at once and for good. Batches end when the test says so; a load commits its files into the ledger, or
/// fails at the guard that finds one of them there, as the warehouse does.
enum FakeWarehouse {
    static func reply(to request: LoopbackServer.Request, _ world: inout LoaderBench.World) -> LoopbackServer.Reply {
        guard !world.isDead else { return .close }
        if isWrite(request) {
            world.writes += 1
        }
        if let kill = world.killAt, world.writes == kill.write {
            world.isDead = true
            if kill.isDone { _ = answer(to: request, &world) }
            return .close
        }
        return answer(to: request, &world)
    }

    /// Something is different afterwards. Who dies at a read leaves what who died between the writes around it does.
    private static func isWrite(_ request: LoopbackServer.Request) -> Bool {
        guard let operation = request.header("x-amz-target")?.split(separator: ".").last else {
            return request.method == "PUT"
        }
        return !["GetItem", "Query", "DescribeStatement", "GetStatementResult"].contains(operation)
    }

    private static func answer(to request: LoopbackServer.Request, _ world: inout LoaderBench.World)
        -> LoopbackServer.Reply
    {
        guard let target = request.header("x-amz-target") else {
            world.log.append("S3 \(request.method)")
            let key = String(request.target.dropFirst().split(separator: "?").first ?? "")
            if request.method != "PUT", world.forbidden.contains(key) {
                return .status(403, body: "<Error><Code>AccessDenied</Code></Error>")
            }
            switch request.method {
            case "PUT":
                world.objects[key] = request.body
                return .status(200, headers: ["ETag: \"e\""])
            case "HEAD": return head(key, world)
            case "GET" where request.target.contains("list-type=2"): return listing(request, world.listed)
            case "GET" where world.objects[key] != nil:
                return .bytes(206, body: part(of: world.objects[key] ?? [], request.header("range") ?? ""))
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
            let part = Int(id.split(separator: ":").last ?? "") ?? 1
            let records = statement.answers[part] ?? statement.records
            return json(["Records": .array(records.map { .array($0) })])
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

    /// Bytes of `bytes=0-N` and `bytes=-N`; all of them of anything else.
    private static func part(of object: [UInt8], _ range: String) -> [UInt8] {
        let bounds = range.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2, let last = Int(bounds[1]) else { return object }
        return bounds[0].isEmpty ? Array(object.suffix(last)) : Array(object.prefix(last + 1))
    }

    /// An object that was put there or is listed there, or a file that is as its event said: `7.csv` has the ETag `e7`.
    private static func head(_ key: String, _ world: LoaderBench.World) -> LoopbackServer.Reply {
        guard !world.gone.contains(key) else { return .status(404) }
        let name = key.split(separator: "/").last.map(String.init) ?? ""
        let listed = world.listed.first { "example/\($0.key)" == key }
        let eTag = world.headETag ?? world.eTags[key] ?? listed?.eTag ?? "e\(name.prefix { $0 != "." })"
        return .status(
            200,
            headers: [
                "ETag: \"\(eTag)\"", "Content-Length: 10", "Last-Modified: Fri, 27 Nov 2026 09:00:00 GMT",
            ]
        )
    }

    /// Two objects a page.
    private static func listing(
        _ request: LoopbackServer.Request,
        _ objects: [(key: String, eTag: String, modified: String)]
    ) -> LoopbackServer.Reply {
        let token = request.target.split(whereSeparator: { "?&".contains($0) })
            .first { $0.hasPrefix("continuation-token=") }?.split(separator: "=").last
        let start = token.flatMap { Int($0) } ?? 0
        let page = objects.dropFirst(start).prefix(2)
        let contents = page.map { key, eTag, modified in
            "<Contents><Key>\(key)</Key><LastModified>\(modified)</LastModified><ETag>\"\(eTag)\"</ETag><Size>10</Size></Contents>"
        }
        let isMore = start + 2 < objects.count
        let more = isMore ? "<NextContinuationToken>\(start + 2)</NextContinuationToken>" : ""
        return .status(
            200,
            body: """
                <ListBucketResult><IsTruncated>\(isMore)</IsTruncated>\(more)\(contents.joined())</ListBucketResult>
                """
        )
    }

    private static func submit(_ body: JSON, _ world: inout LoaderBench.World) -> LoopbackServer.Reply {
        guard let sqls = body["Sqls"]?.array?.compactMap(\.string), (1...40).contains(sqls.count),
            let token = body["ClientToken"]?.string, token.utf8.count <= 64, let name = body["StatementName"]?.string,
            body["WithEvent"] == .bool(true) || name.contains("/ask/")
        else { return error("ValidationException") }
        if let known = world.statements.first(where: { $0.token == token }) { return json(["Id": .string(known.id)]) }
        let id = "statement-\(world.statements.count + 1)"
        var statement = LoaderBench.Statement(id: id, name: name, token: token, sqls: sqls)
        statement.mode = body["ExecutionMode"]?.string ?? "TRANSACTION"
        world.statements.append(statement)
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
        if sqls.first?.contains("sys_copy_job_detail") ?? false {
            world.statements[index].records = world.jobFiles.map { file in
                [file.place, file.name, file.eTag, file.status].map { .object(["stringValue": .string($0)]) }
            }
        } else if sqls.first?.contains("sys_load_error_detail") ?? false {
            world.statements[index].records = world.loadErrors
        } else if world.statements[index].name.contains("/migrate/") {
            migrate(index, sqls, &world)
        } else if sqls.first?.contains("svv_columns") ?? false {
            world.statements[index].records = world.catalog
        } else if sqls.contains(where: { $0.hasPrefix("ALTER TABLE") }) {
            for text in sqls where text.hasPrefix("ALTER TABLE") { alter(text, &world) }
        } else if world.statements[index].name.contains("/measure/") {
            world.statements[index].records = world.measured
        } else if world.statements[index].name.contains("/examine/") {
            world.statements[index].answers = world.examined?(sqls) ?? [:]
        } else if let list = sqls.first(where: { $0.hasPrefix("INSERT INTO \"#files\"") }) {
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

    /// Keeps the journal of migrations, and answers with it and the catalog.
    private static func migrate(_ index: Int, _ sqls: [String], _ world: inout LoaderBench.World) {
        world.statements[index].records = world.catalog
        for (number, text) in sqls.enumerated() {
            let texts = text.split(separator: "'", omittingEmptySubsequences: false).map(String.init)
            if text.contains("\"is_done\"") {
                world.statements[index].answers[number + 1] = world.journal.map { script, checksum, isDone in
                    [
                        ["stringValue": .string(script)], ["stringValue": .string(checksum)],
                        ["longValue": .number(isDone ? 1 : 0)],
                    ].map { JSON.object($0) }
                }
            } else if text.hasPrefix("DELETE FROM \"loader\".\"migrations\"") {
                world.journal.removeAll { $0.script == texts[1] }
            } else if text.hasPrefix("INSERT INTO \"loader\".\"migrations\"") {
                world.journal.append((texts[1], texts[3], false))
            } else if text.hasPrefix("UPDATE \"loader\".\"migrations\""),
                let place = world.journal.firstIndex(where: { $0.script == texts[1] })
            {
                world.journal[place].isDone = true
            }
        }
    }

    /// `ALTER TABLE "s"."t" ADD COLUMN "c" type`, or a column's longer type.
    private static func alter(_ text: String, _ world: inout LoaderBench.World) {
        let names = text.split(separator: "\"").map(String.init)
        guard names.count >= 7 else { return }
        let (table, column, type) = (names[3], names[5], names[6])
        let length = type.split(whereSeparator: { !$0.isNumber }).first.flatMap { Double($0) }
        let row: [JSON] = [
            ["stringValue": .string(names[1])], ["stringValue": .string(table)], ["stringValue": .string(column)],
            [
                "stringValue": .string(
                    type.contains("varchar") ? "character varying" : type.filter { $0.isLetter || $0 == " " }.trimmed
                )
            ],
            length.map { ["longValue": .number($0)] } ?? ["isNull": .bool(true)], ["isNull": .bool(true)],
            ["isNull": .bool(true)],
        ].map { JSON.object($0) }
        let isAdding = text.contains("ADD COLUMN")
        let known = world.catalog.firstIndex {
            $0[1]["stringValue"]?.string == table && $0[2]["stringValue"]?.string == column
        }
        // A column that is there cannot be added: the change would have been made twice.
        if let known, !isAdding { world.catalog[known] = row } else { world.catalog.append(row) }
    }

    private static func load(_ index: Int, _ list: String, _ world: inout LoaderBench.World) {
        let sqls = world.statements[index].sqls
        // A reload forgets what the ledger has.
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

extension String {
    fileprivate var trimmed: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
