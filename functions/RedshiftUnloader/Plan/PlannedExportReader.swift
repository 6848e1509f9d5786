import AWSS3
import TextSearch
import PlanFile
import RedshiftSQL
import UTCTime

/// Reads one export of a plan, and reports each wrong field with its path.
struct PlannedExportReader {
    let plan: String
    let window: WindowPolicy
    let deployment: DeploymentDefaults
    /// The IAM role for exports that name no role: the role of the plan's warehouse.
    let role: WarehouseIAMRole?

    func read(_ item: FieldReader, _ names: UniqueNames) -> PlannedExport? {
        let ownName = item.identifier("name")
        let source = readSource(item)
        let before = readBefore(item)
        let options = UnloadOptions(item)
        let role = readRole(item)
        let database = identifier("database", item)
        let column = readWindowColumn(item)
        let type = item.choice("window_type", .optional, WindowColumnType.self)
        let disposition = item.choice("write_disposition", .optional, PlannedExport.WriteDisposition.self)
        let onEmpty = item.choice("on_empty", .optional, PlannedExport.OnEmpty.self)
        let timeout = item.duration("timeout", in: .seconds(60) ... .seconds(86_400))
        let location = readLocation(item)
        let catalog = readCatalog(item)
        guard let name = readName(ownName, item), let source, let role, let location else { return nil }
        names.claim(name, by: item, field: "name", hint: "give one of them another name")
        let export = PlannedExport(
            name: name,
            source: source,
            before: before,
            location: location,
            writeDisposition: disposition ?? .append,
            role: role,
            database: database,
            options: options,
            windowColumn: column,
            windowType: type ?? window.watermark?.type ?? .timestamp,
            onEmpty: onEmpty ?? .publish,
            timeoutMinutes: timeout.map { Int(($0.components.seconds + 59) / 60) } ?? 60,
            catalog: catalog
        )
        PlannedExportValidation(export: export, window: window, plan: plan).check(item)
        return export
    }

    /// Reads the export's name. Its default is the table's name, if that is valid in a statement's name and in a key of
    /// the state table.
    private func readName(_ own: String?, _ item: FieldReader) -> String? {
        if let own { return own }
        if item.has("name") { return nil }
        guard let table = item.value("table", expected: "a name")?.scalar?.text else { return nil }
        if PlanName.isValid(table) { return table }
        item.refuse("name", "is missing, and the table's name cannot be it; a name is \(PlanName.rule())")
        return nil
    }

    // MARK: What is read

    private func readSource(_ item: FieldReader) -> ExportSource? {
        let table = identifier("table", item)
        let query = item.text("query", expected: "a query", allowsPlaceholders: true)
        let schema = identifier("schema", item)
        let columns = Self.names("columns", item)
        let condition = item.text("where", expected: "a condition", allowsPlaceholders: true)
        switch item.exactlyOne(of: ["table", "query"]) {
        case "query":
            // The export's own only: what the defaults say of columns is for tables.
            for field in ["columns", "where"] where item.hasOwn(field) {
                item.refuse(field, "cannot be with query: say it in the query")
            }
            guard let query else { return nil }
            let scan = PlannedExport.scan(query)
            for problem in scan.problemsAsQuery + PlannedExport.patternProblems(scan) { item.refuse("query", problem) }
            return .query(scan.withoutFinalSemicolon)
        case "table":
            if !item.has("schema") { item.refuse("schema", "is missing; expected the table's schema") }
            if columns?.contains(where: { $0.name == "*" }) ?? false {
                item.refuse("columns", "has \"*\", a column of that name; leave columns out to unload all of them")
            }
            if let scan = condition.map(PlannedExport.scan) {
                for problem in scan.problemsAsCondition + PlannedExport.patternProblems(scan) {
                    item.refuse("where", problem)
                }
            }
            guard let table, let schema else { return nil }
            return .table(SQLTable(schema: schema, name: table), columns: columns, condition: condition)
        default: return nil
        }
    }

    private func readBefore(_ item: FieldReader) -> [String] {
        let statements = item.list("before", count: 1...30) { value -> String? in
            guard let text = value.text("a statement", allowsPlaceholders: true) else { return nil }
            let scan = PlannedExport.scan(text)
            for problem in scan.problemsAsBatchStatement + PlannedExport.patternProblems(scan) { value.refuse(problem) }
            return scan.withoutFinalSemicolon
        }
        return statements ?? []
    }

    private func readRole(_ item: FieldReader) -> WarehouseIAMRole? {
        guard let text = item.text("role", expected: WarehouseIAMRole.rule) else {
            if role == nil, !item.has("role") {
                item.refuse("role", "is missing, the warehouse has none, and UNLOAD_ROLE is not set")
            }
            return role
        }
        do throws(SQLProblem) {
            return try WarehouseIAMRole(text)
        } catch {
            item.refuse("role", error.description)
            return nil
        }
    }

    /// Reads `window_column`. Without the field it is the watermark's column; `null` means no column.
    private func readWindowColumn(_ item: FieldReader) -> SQLIdentifier? {
        let column = identifier("window_column", item)
        if item.names.contains("window_column"), !item.hasOwn("window_column") { return nil }
        return column ?? window.watermark?.column
    }

    private func readLocation(_ item: FieldReader) -> String? {
        let value = item.value("to", .required, expected: "s3://bucket/prefix/ or a prefix under UNLOAD_S3_URI")
        guard value?.template(DatasetPrefixTemplate.self) != nil, var text = value?.scalar?.text else { return nil }
        if let scheme = text.firstRange(ofText: "://"), !text.utf8.starts(with: "s3://".utf8) {
            let name = String(decoding: text.utf8[..<scheme.lowerBound], as: UTF8.self)
            item.refuse("to", "begins with \(name)://; UNLOAD writes to s3:// and nothing else")
            return nil
        }
        if !text.utf8.starts(with: "s3://".utf8) {
            guard let base = deployment.base else {
                item.refuse("to", "is \"\(text)\"; expected s3://bucket/prefix/, for UNLOAD_S3_URI is not set")
                return nil
            }
            text = base.description.replacing(text: "${", with: "$${") + text
        }
        if text.utf8.last != UInt8(ascii: "/") { text += "/" }
        guard S3Location(text) != nil else {
            item.refuse("to", "is \"\(text)\"; expected s3:// and the name of a bucket, which has no placeholder")
            return nil
        }
        return text
    }

    private func readCatalog(_ item: FieldReader) -> CatalogTable? {
        item.mapping("catalog") { fields in
            let database = fields.text("database", .required)
            let table = fields.text("table", .required)
            let values = fields.list("partition", .required, count: 1...20) { value in
                value.template(DatasetPrefixTemplate.self) == nil ? nil : value.scalar?.text
            }
            guard let database, let table, let values else { return nil }
            return CatalogTable(database: database, table: table, values: values)
        }
    }

    // MARK: Names

    private func identifier(_ field: String, _ item: FieldReader) -> SQLIdentifier? {
        guard let text = item.text(field, expected: "a name", allowsPlaceholders: true) else { return nil }
        do throws(SQLProblem) {
            return try SQLIdentifier(text)
        } catch {
            item.refuse(field, error.description)
            return nil
        }
    }

    /// Reads a list of column names, and refuses a name that is listed twice.
    static func names(_ field: String, _ item: FieldReader) -> [SQLIdentifier]? {
        var seen: Set<SQLIdentifier> = []
        return item.list(field, count: 1...1600) { value -> SQLIdentifier? in
            guard let text = value.text("a column's name", allowsPlaceholders: true) else { return nil }
            do throws(SQLProblem) {
                let name = try SQLIdentifier(text)
                if !seen.insert(name).inserted { value.refuse("names \"\(text)\" twice") }
                return name
            } catch {
                value.refuse(error.description)
                return nil
            }
        }
    }
}
