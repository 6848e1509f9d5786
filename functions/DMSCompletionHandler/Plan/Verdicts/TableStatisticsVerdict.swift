import AWSDMS
import UTCTime

/// The verdict on DMS's statistics of one table after the task stopped. It reads every field that can contradict a
/// success (EVIDENCE.md). No I/O.
enum TableStatisticsVerdict: Sendable, Equatable {
    /// DMS reports the table as completed, and no field contradicts that.
    ///
    /// - Parameter validated: `true` when DMS itself compared every row.
    case completed(validated: Bool)
    case broken(String)
    case recheck(String)
    case undecided(String)

    /// - Parameter freshStart: the start of the load that the statistics should describe. DMS shows older statistics
    ///   until the load begins.
    init(_ table: TableStatistics, freshStart: UTCTime? = nil) {
        for verdict in [
            Self.ofState(table), Self.ofAge(table, freshStart), Self.ofRows(table), Self.ofResync(table),
        ] {
            if let verdict {
                self = verdict
                return
            }
        }
        self = Self.ofValidation(table)
    }

    private static func ofState(_ table: TableStatistics) -> TableStatisticsVerdict? {
        let state = table.state ?? ""
        switch normalized(table.state) {
        case "table completed": return nil
        case "table error", "table cancelled", "table canceled", "table does not exist", "table suspended":
            return .broken("DMS says: \(state)")
        // The statistics may lag behind the stop. A table that stays in this state was never loaded.
        case "before load", "full load", "table is being reloaded": return .recheck("DMS says: \(state)")
        case "": return .recheck("DMS gives no table state")
        default: return .undecided("the table state \"\(state)\" is not known")
        }
    }

    private static func ofAge(_ table: TableStatistics, _ freshStart: UTCTime?) -> TableStatisticsVerdict? {
        // DMS gives whole seconds in some places and milliseconds in others.
        guard let freshStart, let end = table.fullLoadEnd, end.advanced(by: .seconds(1)) < freshStart else {
            return nil
        }
        return .recheck("DMS's statistics are of an earlier load, which ended at \(end.rfc3339)")
    }

    private static func ofRows(_ table: TableStatistics) -> TableStatisticsVerdict? {
        if table.fullLoadErrorRows > 0 { return .broken("\(table.fullLoadErrorRows) rows failed to load") }
        if table.fullLoadConditionFailedRows > 0 {
            return .broken("\(table.fullLoadConditionFailedRows) rows failed the target's conditional checks")
        }
        return ofChanges("inserts", captured: table.inserts, applied: table.appliedInserts)
            ?? ofChanges("updates", captured: table.updates, applied: table.appliedUpdates)
            ?? ofChanges("deletes", captured: table.deletes, applied: table.appliedDeletes)
    }

    private static func ofChanges(_ kind: String, captured: Int64, applied: Int64?) -> TableStatisticsVerdict? {
        guard let applied, applied < captured else { return nil }
        return .broken("DMS captured \(captured) \(kind) and applied \(applied)")
    }

    private static func ofResync(_ table: TableStatistics) -> TableStatisticsVerdict? {
        if let failed = table.resyncRowsFailed, failed > 0 { return .broken("the resync failed for \(failed) rows") }
        let state = normalized(table.resyncState)
        if state == "pending" || state == "in progress" { return .recheck("DMS's resync is \(state)") }
        let attempted = table.resyncRowsAttempted ?? 0
        if attempted > 0, let succeeded = table.resyncRowsSucceeded, succeeded < attempted {
            return .broken("the resync mended \(succeeded) of \(attempted) rows")
        }
        if attempted > 0, let progress = table.resyncProgress, progress < 100 {
            return .broken("the resync mended \(progress) % of the rows that differed")
        }
        if ["", "not enabled", "no primary key", "completed"].contains(state) || state.hasPrefix("last resync at") {
            return nil
        }
        return .undecided("the resync state \"\(table.resyncState ?? "")\" is not known")
    }

    private static func ofValidation(_ table: TableStatistics) -> TableStatisticsVerdict {
        let details = table.validationDetails.map { $0.isEmpty ? "" : " (\($0.prefix(300)))" } ?? ""
        let said = "DMS's validation says: \(table.validationState ?? "")\(details)"
        let verdict: TableStatisticsVerdict
        switch normalized(table.validationState) {
        case "validated": verdict = .completed(validated: true)
        case "not enabled", "no primary key", "": verdict = .completed(validated: false)
        case "mismatched records", "suspended records", "table error", "error": return .broken(said)
        case "pending records", "pending validation", "pending revalidation", "preparing table":
            verdict = .recheck(said)
        default: return .undecided("the validation state \"\(table.validationState ?? "")\" is not known")
        }
        // The numbers of records are stronger evidence than the validation state.
        for (what, count) in [
            ("failed", table.validationFailedRecords), ("suspended", table.validationSuspendedRecords),
        ] where count > 0 {
            return .broken("\(said), with \(count) \(what) records")
        }
        if table.validationPendingRecords > 0 {
            return .recheck("\(said), with \(table.validationPendingRecords) pending records")
        }
        return verdict
    }

    private static func normalized(_ text: String?) -> String {
        (text ?? "").lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
