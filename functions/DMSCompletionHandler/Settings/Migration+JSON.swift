import JSON

extension Migration {
    /// Reads the list of migrations.
    ///
    /// - Throws: ``ConfigurationError`` that names the migration and the field.
    static func list(json: [UInt8]) throws(ConfigurationError) -> [Migration] {
        let migrations: [Migration]
        do {
            migrations = try JSONDocument(json).decode([Migration].self)
        } catch let error as ConfigurationError {
            throw error
        } catch {
            throw ConfigurationError("a JSON list of migrations")
        }
        guard !migrations.isEmpty else { throw ConfigurationError("at least one migration") }
        for (index, migration) in migrations.enumerated() {
            let others = migrations[..<index]
            if others.contains(where: { $0.name == migration.name }) {
                throw ConfigurationError("one migration of the name \"\(migration.name)\"")
            }
            if let other = others.first(where: { $0.taskARN == migration.taskARN }) {
                throw ConfigurationError("one migration of the task of \"\(other.name)\" and \"\(migration.name)\"")
            }
        }
        return migrations
    }
}

extension Migration: Decodable {
    init(from decoder: any Decoder) throws {
        let number = (decoder.codingPath.last?.intValue ?? 0) + 1
        let known = [
            "name", "task", "source", "target", "acceptStops", "policy", "tables", "gate", "next", "mustRun",
            "stopsWithinHours",
        ]
        let unnamed = try StrictFields(decoder, place: "migration \(number)", known: known)
        name = try unnamed.requiredText("name", expected: "letters, digits, - and _, at most 40")
        guard name.utf8.count <= 40, name.utf8.allSatisfy(Self.isNameByte) else {
            throw unnamed.error("to have a \"name\" of at most 40 letters, digits, - and _, not \"\(name)\"")
        }
        let fields = try StrictFields(decoder, place: "migration \"\(name)\"", known: known)
        taskARN = try fields.requiredText("task", expected: "the ARN of a task")
        guard let kind = Self.kind(ofARN: taskARN) else {
            throw fields.error(
                "to have as \"task\" the ARN of a DMS task, a DMS replication config or a DataSync task, not \"\(taskARN)\""
            )
        }
        self.kind = kind
        source = try fields.optional("source", Endpoint.self, expected: "an object") ?? .unreachable(engine: nil)
        target = try fields.optional("target", Endpoint.self, expected: "an object") ?? .unreachable(engine: nil)
        acceptedStops = Set(try Self.stops(fields))
        policy = try fields.optional("policy", ComparePolicy.self, expected: "an object") ?? ComparePolicy()
        tables = try Self.byTable(
            try fields.optional("tables", [String: ComparePolicy].self, expected: "an object of policies") ?? [:],
            fields
        )
        let gateName = try fields.text("gate") ?? "all"
        guard let gate = Gate(rawValue: gateName) else {
            throw fields.error("to have all or table as \"gate\", not \"\(gateName)\"")
        }
        self.gate = gate
        next = try fields.optional("next", NextSteps.self, expected: "an object") ?? NextSteps()
        mustRun = try fields.flag("mustRun")
        stopsWithinHours = try fields.integer("stopsWithinHours", in: 1...8784)
        try check(fields)
    }

    private func check(_ fields: StrictFields) throws {
        if case .s3 = source { throw fields.error("to have a \"source\" that is counted: s3 can only be a target") }
        if case .redshift = source { throw fields.error("to have a \"source\" of another kind than redshift") }
        let wantsChecksum = ([policy] + tables.values).contains { $0.checksum != .none }
        if wantsChecksum {
            guard case .postgreSQL = source, case .postgreSQL = target else {
                throw fields.error("to have postgresql as \"source\" and \"target\", because a checksum is wanted")
            }
        }
        if next.redshiftLoad != nil {
            guard case .s3 = target else {
                throw fields.error("to have a \"target\" of kind s3, because \"redshiftLoad\" loads its files")
            }
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func kind(ofARN arn: String) -> Kind? {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn" else { return nil }
        if parts[2] == "dms", parts[5].hasPrefix("task:"), parts[5].utf8.count > 5 { return .task }
        if parts[2] == "dms", parts[5].hasPrefix("replication-config:") { return .serverless }
        if parts[2] == "datasync", parts[5].hasPrefix("task/"), !parts[5].contains("/execution/") { return .dataSync }
        return nil
    }

    private static func stops(_ fields: StrictFields) throws -> [StopReason] {
        let names = try fields.optional("acceptStops", [String].self, expected: "a list of stop reasons") ?? []
        return try names.map { name in
            guard let reason = StopReason(text: name), StopReason.planned.contains(reason) else {
                let all = StopReason.planned.map(\.name).joined(separator: ", ")
                throw fields.error("to have in \"acceptStops\" only \(all), not \"\(name)\"")
            }
            return reason
        }
    }

    static func byTable<Value>(_ named: [String: Value], _ fields: StrictFields) throws -> [TableName: Value] {
        var result: [TableName: Value] = [:]
        for (name, value) in named {
            guard let table = TableName(text: name) else {
                throw fields.error("to name tables as schema.table (a dot inside a name is \\.), not \"\(name)\"")
            }
            result[table] = value
        }
        return result
    }
}
