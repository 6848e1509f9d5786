import AWSS3
import RedshiftSQL
import UTCTime

/// The statements of one attempt of an export. They run one after another in one transaction.
struct ExportStatements: Sendable, Equatable {
    let before: [String]
    /// The statement that stores the greatest value of the watermark's column; the UNLOAD then reads up to that value.
    /// `nil` when the UNLOAD has no such limit.
    let bound: String?
    let unload: UnloadStatement
    /// The statement that returns the export's columns without rows. Only a Parquet export with `on_empty: publish` has
    /// it.
    let columns: String?

    /// Makes the statements of one attempt.
    ///
    /// - Parameters:
    ///   - window: the export's rows. With a watermark they are known only when the export is submitted.
    ///   - attempt: the attempt's number, which is part of the folder's name. No file of a failed or repeated attempt
    ///     can block the next attempt, or be mistaken for one of its files.
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

    /// The index, from 0, of the statement that returns the number of rows.
    var countIndex: Int { before.count + (bound == nil ? 1 : 2) }
    /// The index of the statement that returns the value stored by ``bound``; `nil` when ``bound`` is `nil`.
    var boundIndex: Int? { bound == nil ? nil : countIndex + 1 }
    /// The index of the statement that returns the columns; `nil` when there is no such statement.
    var columnsIndex: Int? { columns == nil ? nil : texts.count - 1 }
}
