import AWSS3
import RedshiftSQL
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
    /// The warehouse's, for exports that name none.
    let role: WarehouseRole?

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
        let role = readRole(&fields)
        let location = readLocation(&fields, source)
        let windowColumn = readWindowColumn(&fields)
        let windowType = fields.choice("windowType", default: WindowType.timestamp)
        let onEmpty = fields.choice("onEmpty", default: PlannedExport.OnEmpty.publish)
        let timeout = fields.integer("timeoutMinutes", in: 1...1440, default: 60) ?? 60
        guard let source, let role else { return nil }
        let export = PlannedExport(
            name: name,
            source: source,
            location: location,
            role: role,
            options: options,
            windowColumn: windowColumn,
            windowType: windowType,
            onEmpty: onEmpty,
            timeoutMinutes: timeout
        )
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
            let scan = PlannedExport.scan(query)
            for problem in scan.problemsAsQuery { fields.refuse("query", problem) }
            return fields.problems.count == before ? .query(scan.withoutFinalSemicolon) : nil
        }
        guard let table = fields.requiredString("table", "a table's name, or a query instead"),
            let schema = fields.requiredString("schema", "the table's schema")
        else { return nil }
        let columns = fields.names("columns")
        if columns?.contains(where: { $0.name == "*" }) ?? false {
            fields.refuse(
                "columns",
                "has \"*\", which would be a column of that name; leave columns out for all of them"
            )
        }
        let condition = fields.string("where", "a condition")
        for problem in condition.map({ PlannedExport.scan($0).problemsAsCondition }) ?? [] {
            fields.refuse("where", problem)
        }
        guard let table = fields.identifier(table, "table"), let schema = fields.identifier(schema, "schema"),
            fields.problems.count == before
        else { return nil }
        return .table(SQLTable(schema: schema, name: table), columns: columns, condition: condition)
    }

    private func readWindowColumn(_ fields: inout FieldReader) -> SQLIdentifier? {
        guard let column = fields.string("windowColumn", "a column's name") else { return nil }
        return fields.identifier(column, "windowColumn")
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

    private func readRole(_ fields: inout FieldReader) -> WarehouseRole? {
        guard let text = fields.string("role", WarehouseRole.rule) else {
            if role == nil { fields.refuse("role", "is missing, and UNLOAD_ROLE is not set") }
            return role
        }
        do throws(SQLProblem) {
            return try WarehouseRole(text)
        } catch {
            fields.refuse("role", error.description)
            return nil
        }
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
        guard case .table(_, let columns?, _) = export.source else { return }
        let partitions = export.options.partitionBy
        for name in partitions where !columns.contains(name) {
            fields.refuse("partitionBy", "names \"\(name.name)\", which is not among the columns")
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
        if length > RedshiftBatch.longestStatement {
            fields.refuse(
                "query",
                "makes a statement of \(length) bytes; the Data API takes \(RedshiftBatch.longestStatement)"
            )
        }
    }
}
