import AWSS3
import RedshiftSQL
import UTCTime

/// The statements of one attempt of an export, which run one after another in one transaction.
struct ExportStatements: Sendable, Equatable {
    let before: [String]
    /// Fixes the greatest value of a watermark's column, before the UNLOAD reads up to it.
    let bound: String?
    let unload: UnloadStatement
    /// Answers with the export's columns and no row; only for a Parquet export whose empty datasets are published.
    let columns: String?

    /// - Parameters:
    ///   - window: the export's own, which for a watermark is known only when it is submitted.
    ///   - attempt: names the files' own folder. No file of a failed or repeated attempt can be in the way of the next one,
    ///     or be taken for one of its files.
    init(
        _ export: PlannedExport,
        plan: String,
        window: ExportRowRange?,
        values: PlannedExport.PlaceValues,
        attempt: Int
    ) {
        let select = SelectQuery(export: export, window: window, zone: values.zone)
        before = export.before.map { select.filled($0) }
        bound = select.bound
        let place = export.place(plan: plan, values)
        let needsColumns = export.options.format == .parquet && export.onEmpty == .publish
        columns = needsColumns ? "SELECT * FROM (\n\(select.text)\n) AS \"columns\" WHERE FALSE" : nil
        unload = UnloadStatement(
            select: select.text,
            location: AttemptPrefix(run: values.run, attempt: attempt).staging(under: place),
            role: export.role,
            options: export.options
        )
    }

    /// Makes the longest statements that an export can have, to check their length.
    init(_ export: PlannedExport, plan: String, longestFor window: WindowPolicy) {
        let time = UTCTime(millisecondsSinceEpoch: 1)
        let span: ExportRowRange? =
            switch window {
            case .none: nil
            case .every: .time(TimeWindow(from: time, to: time))
            case .watermark(let policy):
                policy.type.isTime
                    ? .time(TimeWindow(from: time, to: time))
                    : .above(policy.type == .integer ? .integer(.min) : .text(String(repeating: "x", count: 1000)))
            }
        let values = PlannedExport.PlaceValues(
            run: String(repeating: "x", count: 100),
            window: span?.time,
            scheduled: time,
            zone: window.zone
        )
        self.init(export, plan: plan, window: span, values: values, attempt: 1_000_000)
    }

    var texts: [String] {
        before + (bound.map { [$0] } ?? []) + [unload.text, UnloadStatement.rowCount]
            + (bound == nil ? [] : [SelectQuery.readBound]) + (columns.map { [$0] } ?? [])
    }

    /// The index, from 0, of the statement that answers with the number of rows.
    var countIndex: Int { before.count + (bound == nil ? 1 : 2) }
    /// The index of the statement that answers with the greatest value; `nil` without one.
    var boundIndex: Int? { bound == nil ? nil : countIndex + 1 }
    /// The index of the statement that answers with the columns; `nil` without one.
    var columnsIndex: Int? { columns == nil ? nil : texts.count - 1 }
}
