import JSON
import PlanFile
import RedshiftSQL
import UTCTime

/// Refuses fields of an export that contradict each other, and an S3 prefix that several windows would share.
struct PlannedExportValidation {
    let export: PlannedExport
    let window: WindowPolicy
    let plan: String

    func check(_ item: FieldReader) {
        checkWindow(item)
        checkPlace(item)
        checkPartitions(item)
        checkCatalog(item)
        checkLength(item)
        checkSize(item)
    }

    private func checkWindow(_ item: FieldReader) {
        switch window {
        case .none:
            if export.usesWindow { item.refuse("window_column", "or ${window.…} needs a window in the plan") }
        case .every(let calendar):
            if !export.windowType.isTime {
                item.refuse("window_type", "\(export.windowType.rawValue) has no hours and days; it is for a watermark")
            }
            if export.windowType == .date, export.usesWindow, calendar.period == .hour {
                item.refuse("window_type", "date has no hours, which windows of hours need")
            }
        case .watermark(let policy):
            if export.windowType.isTime != policy.type.isTime
                || (export.windowType == .date) != (policy.type == .date)
                || (!policy.type.isTime && export.windowType != policy.type)
            {
                item.refuse(
                    "window_type",
                    "is \(export.windowType.rawValue), but the plan's watermark is of type \(policy.type.rawValue)"
                )
            }
            if !policy.type.isTime, export.usesWindow, export.windowColumn == nil {
                item.refuse("window_column", "is missing; a watermark of type \(policy.type.rawValue) needs it")
            }
            if !policy.type.isTime, hasPlaceholders {
                item.refuse(
                    export.before.isEmpty ? "query" : "before",
                    "has ${window.…}, which a watermark of type \(policy.type.rawValue) does not have before it ran"
                )
            }
        }
    }

    private var hasPlaceholders: Bool {
        var texts = export.before
        switch export.source {
        case .query(let text): texts.append(text)
        case .table(_, _, let condition): if let condition { texts.append(condition) }
        }
        return texts.contains { !PlannedExport.scan($0).placeholders.isEmpty }
    }

    // MARK: Places

    private func checkPlace(_ item: FieldReader) {
        guard let template = try? DatasetPrefixTemplate(export.location) else { return }
        checkNames(template.names, "to", item)
        guard export.usesWindow, export.writeDisposition == .append, !template.names.contains(.run) else { return }
        let isApart: Bool
        let addition: String
        switch window {
        case .none: return
        case .every(let calendar):
            isApart =
                template.tellsApart(calendar.period, by: .windowFrom)
                || template.tellsApart(calendar.period, by: .windowTo)
            addition = "${window.from:\(Self.pattern(calendar.period))}"
        case .watermark(let policy):
            isApart = !template.names.isDisjoint(with: [.windowFrom, .windowTo, .scheduled])
            addition = policy.type.isTime ? "${window.to:yyyyMMddHHmmss}" : "${scheduled:yyyyMMddHHmmss}"
        }
        guard !isApart else { return }
        item.refuse(
            "to",
            "is one place for several windows, each of which would replace the one before; add \(addition), or say write_disposition: replace"
        )
    }

    private func checkNames(_ names: Set<DatasetPrefixPlaceholder>, _ field: String, _ item: FieldReader) {
        if case .query = export.source, !names.isDisjoint(with: [.schema, .table]) {
            item.refuse(field, "has ${schema} or ${table}, which a query does not have; use ${export}")
        }
        guard !names.isDisjoint(with: [.windowFrom, .windowTo]) else { return }
        switch window {
        case .none: item.refuse(field, "has ${window.…}, but the plan has no window")
        case .every: break
        case .watermark(let policy):
            if !policy.type.isTime {
                item.refuse(
                    field,
                    "has ${window.…}, but a watermark of type \(policy.type.rawValue) is no time; use ${scheduled:…}"
                )
            } else if !export.usesWindow {
                item.refuse(field, "has ${window.…}, but without window_column this export has no watermark")
            }
        }
    }

    private static func pattern(_ period: CalendarPeriod) -> String {
        switch period {
        case .hour: "yyyy-MM-dd-HH"
        case .day, .week: "yyyy-MM-dd"
        case .month: "yyyy-MM"
        }
    }

    private func checkCatalog(_ item: FieldReader) {
        guard let catalog = export.catalog else { return }
        for text in catalog.values {
            if let template = try? DatasetPrefixTemplate(text) { checkNames(template.names, "catalog", item) }
        }
    }

    // MARK: Statement

    private func checkPartitions(_ item: FieldReader) {
        guard case .table(_, let columns?, _) = export.source else { return }
        let partitions = export.options.partitionBy
        for name in partitions where !columns.contains(name) {
            item.refuse("partition_by", "names \"\(name.name)\", which is not among the columns")
        }
        if !partitions.isEmpty, Set(partitions).isSuperset(of: columns) {
            item.refuse("partition_by", "leaves no other column for the files")
        }
    }

    /// Refuses an export whose JSON is too large for its state document.
    private func checkSize(_ item: FieldReader) {
        guard let bytes = try? JSONWriter.bytes(of: export).count, bytes > PlannedExport.mostBytes else { return }
        item.refuse(
            export.before.isEmpty ? "name" : "before",
            "makes an export of \(bytes) bytes, and a run keeps \(PlannedExport.mostBytes) of one; move some of it into views or procedures"
        )
    }

    private func checkLength(_ item: FieldReader) {
        let statements = ExportStatements(export, plan: plan, longestFor: window)
        let longest = statements.texts.map(\.utf8.count).max() ?? 0
        guard longest > RedshiftBatch.longestStatement else { return }
        item.refuse(
            item.has("query") ? "query" : "table",
            "makes a statement of \(longest) bytes; the Data API takes \(RedshiftBatch.longestStatement)"
        )
    }
}
