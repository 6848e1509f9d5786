import AWSClient
import AWSRedshiftData
import RedshiftSQL

/// Reads the results of the other statements that run in the same batch as an UNLOAD.
struct StatementResults: Sendable {
    let redshift: RedshiftData
    let statement: RedshiftDataStatement
    let deadline: ContinuousClock.Instant

    /// Reads the row count from `pg_last_unload_count()`; `nil` when the result is not available. Then the row
    /// count of the manifest must be enough.
    func rowCount(_ statements: ExportStatements) async throws -> Int64? {
        do {
            guard case .integer(let count)? = try await firstField(statements.countIndex) else { return nil }
            return count
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            return nil
        }
    }

    /// Determines the value to which the watermark moves when the export is published; `nil` when the source has no
    /// row at all.
    ///
    /// - Parameters:
    ///   - mark: the watermark's current value.
    ///   - value: the beginning of the window.
    /// - Throws: `AWSError`, also for a result that is missing or of another type than the plan says.
    func greatestValue(
        _ statements: ExportStatements,
        from mark: WatermarkValue?,
        above value: WatermarkValue
    ) async throws -> WatermarkValue? {
        guard let index = statements.boundIndex else { return nil }
        guard hasResult(index) else { throw missing(index) }
        let upper: WatermarkValue
        switch (try await firstField(index), value) {
        case (.integer(let number)?, .integer): upper = .integer(number)
        case (.text(let text)?, .text): upper = .text(text)
        case (.null?, _), (nil, _): return nil
        default:
            throw AWSError.unreadable(
                "the greatest value of the window's column is not of the type that the plan says"
            )
        }
        return mark.map { $0 < upper ? upper : $0 } ?? upper
    }

    /// Reads the columns that the export selects.
    ///
    /// - Throws: `AWSError`, also for a result that is missing.
    func columns(_ statements: ExportStatements) async throws -> [RedshiftDataColumn] {
        guard let index = statements.columnsIndex, hasResult(index) else {
            throw missing(statements.columnsIndex ?? 0)
        }
        return try await redshift.resultColumns(of: statement.parts[index].id, deadline: deadline)
    }

    private func hasResult(_ index: Int) -> Bool {
        statement.parts.indices.contains(index) && statement.parts[index].hasResult
    }

    private func firstField(_ index: Int) async throws -> RedshiftDataField? {
        guard hasResult(index) else { return nil }
        return try await redshift.firstRecords(of: statement.parts[index].id, deadline: deadline).first?.first
    }

    private func missing(_ index: Int) -> AWSError {
        .unreadable("statement \(statement.id) has no result \(index + 1)")
    }
}

extension AWSError {
    /// Makes the error for an answer that cannot be read. Repeating the call would not help.
    static func unreadable(_ message: String) -> AWSError {
        AWSError(
            service: "RedshiftUnloader",
            operation: "publish",
            code: "Unreadable",
            message: message,
            kind: .permanent
        )
    }
}
