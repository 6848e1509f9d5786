import AWSS3
import RedshiftSQL
import UTCTime

/// The statements of one attempt of an export, which run one after another in one transaction.
struct ExportStatements: Sendable, Equatable {
    let before: [String]
    /// Fixes the greatest value of a watermark's column, before the UNLOAD reads up to it.
    let bound: String?
    let unload: UnloadStatement

    /// - Parameters:
    ///   - window: the export's own, which for a watermark is known only when it is submitted.
    ///   - attempt: what the files' own prefix is called, another one for every attempt: nothing that a failed or
    ///     repeated attempt leaves behind can be in the way of the next, or be taken for its files.
    init(
        _ export: PlannedExport,
        plan: String,
        window: ExportWindow?,
        values: PlannedExport.PlaceValues,
        attempt: Int
    ) {
        let select = SelectText(export: export, window: window, zone: values.zone)
        before = export.before.map { select.filled($0) }
        bound = select.bound
        let place = export.place(plan: plan, values)
        unload = UnloadStatement(
            select: select.text,
            location: place.appending(AttemptPrefix(run: values.run, attempt: attempt).description),
            role: export.role,
            options: export.options
        )
    }

    /// The longest that the statements can become.
    init(_ export: PlannedExport, plan: String, longestFor window: WindowPolicy) {
        let time = UTCTime(millisecondsSinceEpoch: 1)
        let span: ExportWindow? =
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
            + (bound == nil ? [] : [SelectText.readBound])
    }

    /// The index, from 0, of the statement that answers with the number of rows.
    var countIndex: Int { before.count + (bound == nil ? 1 : 2) }
    /// The index of the statement that answers with the greatest value; `nil` without one.
    var boundIndex: Int? { bound == nil ? nil : countIndex + 1 }
}
