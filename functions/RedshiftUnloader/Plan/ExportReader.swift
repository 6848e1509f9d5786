import UTCTime

/// Reads one export of a plan.
struct ExportReader {
    /// What `defaults` may have; the others are of one export only.
    static let shareableFields =
        ["schema", "columns", "where", "windowColumn", "windowType", "to", "role", "onEmpty", "timeoutMinutes"]
        + UnloadOptions.fields
    private static let fields = ["name", "table", "query"] + shareableFields

    let plan: String
    /// Counted from 1, for exports without a name.
    let position: Int
    let exportDefaults: [String: JSONValue]
    let window: WindowPolicy
    let defaults: PlanDefaults

    /// - Returns: `nil` when something is wrong; it is then in `problems`.
    func read(_ json: JSONValue, _ problems: inout [PlanProblem]) -> PlannedExport? {
        guard case .object(let members) = json else {
            problems.append(
                PlanProblem(export: "\(position)", field: "export", message: "expected an object, found \(json.kind)")
            )
            return nil
        }
        let name = Self.name(members) ?? "\(position)"
        var fields = FieldReader(members, fallback: exportDefaults, export: name)
        defer { problems += fields.problems }
        fields.refuseFields(otherThan: Self.fields)
        if !PlanName.isValid(name) { fields.refuse("name", "is \"\(name)\"; expected \(PlanName.rule)") }

        let source = readSource(&fields, members)
        let options = UnloadOptions(&fields)
        let export = PlannedExport(
            name: name,
            source: source ?? .query(""),
            location: readLocation(&fields, source),
            role: readRole(&fields),
            options: options,
            windowColumn: readWindowColumn(&fields),
            windowType: fields.choice("windowType", default: .timestamp),
            onEmpty: fields.choice("onEmpty", default: .publish),
            timeoutMinutes: fields.integer("timeoutMinutes", in: 1...1440, default: 60) ?? 60
        )
        guard source != nil else { return nil }
        checkWindow(export, &fields)
        checkPartitions(export, &fields)
        guard fields.problems.isEmpty else { return nil }
        checkLength(export, &fields)
        return fields.problems.isEmpty ? export : nil
    }

    private static func name(_ members: [String: JSONValue]) -> String? {
        for field in ["name", "table"] {
            if case .string(let text)? = members[field] { return text }
        }
        return nil
    }

    private func readSource(
        _ fields: inout FieldReader,
        _ members: [String: JSONValue]
    ) -> PlannedExport.Source? {
        let before = fields.problems.count
        if members["query", default: .null] != .null {
            // The export's own only: what the defaults say of columns is for tables.
            for field in ["table", "columns", "where"] where members[field, default: .null] != .null {
                fields.refuse(field, "cannot be with query: say it in the query")
            }
            guard let query = fields.string("query") else { return nil }
            for problem in SQLScan(query).problemsAsQuery { fields.refuse("query", problem) }
            refuseQuotedWindow(query, "query", &fields)
            return fields.problems.count == before ? .query(query) : nil
        }
        guard let table = fields.requiredString("table", "a table's name, or a query instead"),
            let schema = fields.requiredString("schema", "the table's schema")
        else { return nil }
        let columns = fields.strings("columns", "a list of column names")
        for (field, names) in [("table", [table]), ("schema", [schema]), ("columns", columns ?? [])] {
            for problem in names.compactMap(SQLQuoting.problem) { fields.refuse(field, problem) }
        }
        let condition = fields.string("where", "a condition")
        for problem in condition.map({ SQLScan($0).problemsAsCondition }) ?? [] { fields.refuse("where", problem) }
        if let condition { refuseQuotedWindow(condition, "where", &fields) }
        guard fields.problems.count == before else { return nil }
        return .table(schema: schema, table: table, columns: columns, condition: condition)
    }

    /// In quotes a placeholder stays the text it is, and the comparison with it selects nothing.
    private func refuseQuotedWindow(_ sql: String, _ field: String, _ fields: inout FieldReader) {
        guard sql.contains("'${window.") else { return }
        fields.refuse(field, "has ${window.…} in quotes; it is a whole literal already")
    }

    private func readWindowColumn(_ fields: inout FieldReader) -> String? {
        let column = fields.string("windowColumn", "a column's name")
        if let problem = column.flatMap(SQLQuoting.problem) { fields.refuse("windowColumn", problem) }
        return column
    }

    private func readLocation(_ fields: inout FieldReader, _ source: PlannedExport.Source?) -> String {
        guard var text = fields.requiredString("to", "s3://bucket/prefix/ or a prefix under UNLOAD_S3_URI") else {
            return ""
        }
        if !text.hasPrefix("s3://") {
            guard let base = defaults.base else {
                fields.refuse("to", "is \"\(text)\"; expected s3://bucket/prefix/, for UNLOAD_S3_URI is not set")
                return ""
            }
            text = "\(base)\(text)"
        }
        if !text.hasSuffix("/") { text += "/" }
        guard S3Location(text) != nil else {
            fields.refuse("to", "is \"\(text)\"; expected s3:// and a bucket's name, not an access point's alias")
            return ""
        }
        do throws(LocationTemplate.Mistake) {
            let template = try LocationTemplate(text)
            if template.usesTable, case .query? = source {
                fields.refuse("to", "has {schema} or {table}, which a query does not have; use {export}")
            }
            if template.usesWindow, window == .none {
                fields.refuse("to", "has {window.…}, but the plan has no window")
            }
        } catch {
            fields.refuse("to", error.message)
        }
        return text
    }

    private func readRole(_ fields: inout FieldReader) -> String {
        guard let role = fields.string("role", RoleChain.rule) ?? defaults.role else {
            fields.refuse("role", "is missing, and UNLOAD_ROLE is not set")
            return ""
        }
        if !RoleChain.isValid(role) { fields.refuse("role", "is \"\(role)\"; expected \(RoleChain.rule)") }
        return role
    }

    private func checkWindow(_ export: PlannedExport, _ fields: inout FieldReader) {
        switch window {
        case .none:
            if export.usesWindow { fields.refuse("windowColumn", "or ${window.…} needs a window in the plan") }
        case .watermark:
            let usesWindow = (try? LocationTemplate(export.location).usesWindow) ?? false
            if usesWindow, !export.usesWindow {
                fields.refuse("to", "has {window.…}, but without windowColumn this export has no watermark")
            }
        case .daily, .hourly: break
        }
        if export.windowType == .date, export.usesWindow {
            switch window {
            case .hourly, .watermark:
                fields.refuse("windowType", "date has no hours, which an hourly window or a watermark needs")
            case .none, .daily: break
            }
        }
    }

    private func checkPartitions(_ export: PlannedExport, _ fields: inout FieldReader) {
        guard case .table(_, _, let columns?, _) = export.source else { return }
        let partitions = export.options.partitionBy
        for name in partitions where !columns.contains(name) {
            fields.refuse("partitionBy", "names \"\(name)\", which is not among the columns")
        }
        if !partitions.isEmpty, Set(partitions).isSuperset(of: columns) {
            fields.refuse("partitionBy", "leaves no other column for the files")
        }
    }

    private func checkLength(_ export: PlannedExport, _ fields: inout FieldReader) {
        let now = UTCTime(millisecondsSinceEpoch: 0)
        let statement = export.statement(
            plan: plan,
            window: TimeWindow(from: now, to: now),
            scheduled: now,
            run: String(repeating: "x", count: 100)
        )
        let length = statement.text.utf8.count
        if length > UnloadStatement.longest {
            fields.refuse(
                "query",
                "makes a statement of \(length) bytes; the Data API takes \(UnloadStatement.longest)"
            )
        }
    }
}

/// The role that Redshift takes on to write to S3, or a chain of them.
enum RoleChain {
    static let rule = "a role's ARN, several separated by commas without spaces, or default"

    static func isValid(_ text: String) -> Bool {
        if text == "default" { return true }
        return text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { arn in
            let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
            return parts.count == 6 && parts[0] == "arn" && parts[1].hasPrefix("aws") && parts[2] == "iam"
                && parts[3].isEmpty && parts[4].utf8.count == 12
                && parts[4].utf8.allSatisfy { (0x30...0x39).contains($0) }
                && parts[5].hasPrefix("role/") && parts[5].utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        }
    }
}
