import AWSS3
import PlanFile
import RedshiftSQL

/// Reads `sources:` of a plan. Every mistake is reported at its field.
enum PlanSourceReader {
    enum Format: String, CaseIterable { case parquet, csv, json, text }
    enum Missing: String, CaseIterable { case insert, refuse }

    static func read(_ plan: FieldReader) -> [PlannedSource]? {
        plan.entries("sources", .required) { name, value in value.mapping { source(name, $0) } }
    }

    private static func source(_ name: String, _ fields: FieldReader) -> PlannedSource? {
        let from = places(fields)
        let suffix = fields.text("suffix", expected: "the end of files' names, such as .parquet")
        let format = fields.choice("format", .required, Format.self)
        let columns = columns(fields)
        let operation = operation(fields, columns ?? [])
        let order = SQLNameReader.columns("order", fields)
        let written = written(fields, format ?? .parquet)
        if !fields.value.isExploration, !PlanName.isValid(name) {
            fields.value.refuse("\"\(name)\" is not a name; a name is \(PlanName.rule())")
        }
        for column in order ?? [] where columns.map({ !$0.contains { $0.name == column } }) ?? false {
            fields.refuse("order", "names \"\(column.name)\", which is not in columns")
        }
        guard let from, let columns, let written else { return nil }
        let rows = LoadSource(
            columns: columns,
            format: written.format,
            options: written.options,
            operation: operation,
            order: order ?? []
        )
        return PlannedSource(
            name: name,
            from: from,
            suffix: suffix ?? "",
            rows: rows,
            hasHeader: fields.bool("header") ?? false
        )
    }

    private static func places(_ fields: FieldReader) -> [S3Location]? {
        func one(_ value: PlanValueReader) -> S3Location? {
            guard let text = value.text("s3://bucket/prefix/") else { return nil }
            guard text.hasPrefix("s3://"), let place = S3Location(text) else {
                value.refuse("is \"\(text)\"; expected s3://bucket/prefix/")
                return nil
            }
            return place
        }
        let expected = "s3://bucket/prefix/, or a list of such places"
        return fields.value("from", .required, expected: expected)?.either(
            expected: expected,
            scalar: { value in one(value).map { [$0] } },
            list: { $0.list(count: 1...100, one) }
        )
    }

    static func columns(_ fields: FieldReader, _ need: PlanFieldNeed = .required) -> [ColumnDefinition]? {
        var seen: Set<String> = []
        return fields.entries("columns", need, count: 1...1600) { name, value -> ColumnDefinition? in
            guard let type = value.text("a type such as bigint not null") else { return nil }
            do throws(SQLProblem) {
                let column = try ColumnDefinition(name, type)
                // Redshift changes names to lower case.
                if !seen.insert(name.lowercased()).inserted { value.refuse("is \"\(name)\" twice, but for its case") }
                if LoadTarget.reservedColumns.contains(name) { value.refuse("has a name that the loader needs itself") }
                return column
            } catch {
                value.refuse(error.description)
                return nil
            }
        }
    }

    private static func operation(_ fields: FieldReader, _ columns: [ColumnDefinition]) -> ChangeOperation? {
        fields.mapping("operation") { block in
            let column = block.text("column", .required, expected: "a column's name")
                .flatMap { SQLNameReader.identifier($0, "column", block) }
            let insert = block.texts("insert") ?? ["I"]
            let update = block.texts("update") ?? ["U"]
            let delete = block.texts("delete") ?? ["D"]
            let missing = block.choice("missing", .optional, Missing.self)
            for word in delete where (insert + update).contains(word) {
                block.refuse("delete", "has \"\(word)\", which is an insert or an update too")
            }
            guard let column else { return nil }
            if !columns.isEmpty, !columns.contains(where: { $0.name == column }) {
                block.refuse("column", "names \"\(column.name)\", which is not in columns")
            }
            return ChangeOperation(
                column: column,
                upserts: insert + update.filter { !insert.contains($0) },
                deletes: delete,
                missingIsInsert: missing == .insert
            )
        }
    }

    private static func written(_ fields: FieldReader, _ format: Format) -> (format: CopyFormat, options: CopyOptions)?
    {
        var options = CopyOptions()
        let delimiter = character("delimiter", fields)
        let quote = character("quote", fields)
        let ignored = fields.integer("ignore_header", in: 1...100)
        options.ignoredHeaderLines = ignored ?? (fields.bool("header") ?? false ? 1 : 0)
        options.compression = fields.choice("compression", .optional, CopyOptions.Compression.self)
        options.null = fields.anyText("null_as")
        options.dateFormat = fields.text("date_format")
        options.timeFormat = fields.text("time_format")
        options.region = fields.text("region")
        options.invalidCharacterReplacement = character("invalid_characters", fields)
        options.blanksAsNull = fields.bool("blanks_as_null") ?? false
        options.emptyAsNull = fields.bool("empty_as_null") ?? false
        options.trimsBlanks = fields.bool("trim_blanks") ?? false
        options.truncatesColumns = fields.bool("truncate_columns") ?? false
        options.roundsDecimals = fields.bool("round_decimals") ?? false
        options.fillsRecords = fields.bool("fill_record") ?? false
        let copy: CopyFormat =
            switch format {
            case .parquet: .parquet
            case .csv: .csv(delimiter: delimiter, quote: quote)
            case .json: .json(.automaticIgnoringCase)
            case .text: .text(delimiter: delimiter, hasEscapes: true)
            }
        for conflict in options.conflicts(with: copy) { fields.refuse("format", conflict) }
        for field in ["delimiter", "quote"] where fields.has(field) && (format == .parquet || format == .json) {
            fields.refuse(field, "cannot be with format \(format.rawValue)")
        }
        let skipping = ignored == nil ? "header" : "ignore_header"
        if format == .json, options.ignoredHeaderLines > 0 { fields.refuse(skipping, "cannot be with format json") }
        if ignored != nil, fields.bool("header") ?? false {
            fields.refuse("ignore_header", "cannot be with header: true, whose one line has the columns' names")
        }
        if let packed = options.compression, packed != .gzip, fields.bool("header") ?? false {
            fields.refuse(
                "header",
                "cannot be with compression \(packed.rawValue): the function reads headers of plain and of gzip files; set ignore_header: 1 for files whose columns are in the plan's order"
            )
        }
        return (copy, options)
    }

    private static func character(_ field: String, _ fields: FieldReader) -> String? {
        guard let text = fields.text(field, expected: "one ASCII character") else { return nil }
        guard let byte = text.utf8.first, text.utf8.count == 1, byte < 0x80, byte != 0x0A, byte != 0x0D else {
            fields.refuse(field, "must be one ASCII character, not a line's end")
            return nil
        }
        return text
    }
}
