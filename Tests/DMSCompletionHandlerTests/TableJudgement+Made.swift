import AWSDMS

@testable import DMSCompletionHandler

extension TableJudgement {
    /// The finding on a table that has these counts; a side without a count is not configured as counted.
    static func made(
        dms: Int64? = 1000,
        state: String = "Table completed",
        validation: String? = nil,
        source: Int64? = nil,
        target: Int64? = nil,
        files: TableCounts.Files? = nil,
        policy: ComparePolicy = ComparePolicy(),
        checksums: (String, String)? = nil,
        isFullLoadOnly: Bool = true
    ) -> TableJudgement {
        let statistics = dms.map {
            TableStatistics(
                schema: "public",
                table: "t",
                state: state,
                fullLoadRows: $0,
                validationState: validation
            )
        }
        let name = TableName("public", "t")
        return TableJudgement(
            ExpectedTable(source: name, target: name, statistics: statistics, filters: .success([])),
            policy: policy,
            counts: TableCounts(
                source: source.map { .success(.init(rows: $0, checksum: checksums?.0)) },
                target: target.map { .success(.init(rows: $0, checksum: checksums?.1)) },
                files: files
            ),
            basis: RequiredEvidence(
                countsSource: source != nil,
                countsTarget: target != nil,
                listsFiles: files != nil,
                isFullLoadOnly: isFullLoadOnly
            )
        )
    }
}
