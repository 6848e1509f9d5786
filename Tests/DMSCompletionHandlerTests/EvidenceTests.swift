import JSON
import LocalFile
import Testing
import TestSupport

@testable import DMSCompletionHandler

/// EVIDENCE.md: what of DMS's and DataSync's answers can contradict a success, and what follows.
@Suite struct EvidenceTests {
    // MARK: - The table

    private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

    private static func text(_ path: String) throws -> String {
        String(decoding: try LocalFile.bytes(at: "\(root)/\(path)"), as: UTF8.self)
    }

    /// Shape → field → whether it can contradict a success.
    private static func table() throws -> [String: [String: Bool]] {
        var table: [String: [String: Bool]] = [:]
        var shape = ""
        for line in try text("functions/DMSCompletionHandler/EVIDENCE.md").split(separator: "\n") {
            if line.hasPrefix("## ") { shape = String(line.dropFirst(3)) }
            let cells = line.split(separator: "|").map { $0.split(separator: " ").joined(separator: " ") }
            guard cells.count == 3, cells[0].hasPrefix("`") else { continue }
            #expect(["yes", "no"].contains(cells[1]), "\(line)")
            #expect(!cells[2].isEmpty)
            table[shape, default: [:]][String(cells[0].dropFirst().dropLast())] = cells[1] == "yes"
        }
        return table
    }

    @Test func theTableHasEveryFieldOfTheServiceModels() throws {
        let models = try JSONDocument(Self.text("Tests/ServiceModels/evidence.json")).decode([String: [String]].self)
        let table = try Self.table()
        #expect(Set(table.keys) == Set(models.keys))
        for (shape, fields) in models {
            #expect(Set(table[shape, default: [:]].keys) == Set(fields), "\(shape)")
        }
    }

    /// Fields that decide elsewhere: their tables of verdicts and their reading have suites of their own.
    private static let elsewhere: Set = [
        "ReplicationTask.MigrationType", "ReplicationTask.TableMappings", "ReplicationTask.ReplicationTaskSettings",
        "ReplicationTask.StopReason", "Replication.ReplicationType", "Replication.Status", "Replication.StopReason",
        "ReplicationTaskStats.FreshStartDate", "ReplicationTaskStats.StartDate", "TableStatistics.FullLoadRows",
        "TableStatistics.AppliedInserts", "TableStatistics.AppliedUpdates", "TableStatistics.AppliedDeletes",
        "TableStatistics.ResyncRowsSucceeded", "DescribeTaskExecutionResponse.Status",
        "DescribeTaskExecutionResponse.Result", "DescribeTaskExecutionResponse.TaskMode", "Options.VerifyMode",
        "DescribeTaskExecutionResponse.FilesTransferred", "DescribeTaskExecutionResponse.FoldersTransferred",
        "DescribeTaskExecutionResponse.FilesDeleted", "DescribeTaskExecutionResponse.FoldersDeleted",
        "Replication.ReplicationLastStopTime",
    ]

    @Test func everyFieldThatCanContradictHasItsCase() throws {
        let cases = Set((Self.taskCases + Self.tableCases + Self.transferCases).map(\.field))
        for (shape, fields) in try Self.table() {
            for (field, contradicts) in fields where contradicts {
                let name = "\(shape == "ReplicationStats" ? "ReplicationTaskStats" : shape).\(field)"
                #expect(cases.contains(name) || Self.elsewhere.contains(name), "\(name)")
            }
        }
    }

    // MARK: - Each contradiction, through the whole function

    struct Case: Sendable, CustomTestStringConvertible {
        let field: String
        let members: String
        let outcome: String

        init(_ field: String, _ members: String, _ outcome: String) {
            self.field = field
            self.members = members
            self.outcome = outcome
        }

        var testDescription: String { "\(field) \(members)" }
    }

    /// Members of the task's statistics, beside dates and percent.
    static let taskCases = [
        Case("ReplicationTaskStats.FullLoadProgressPercent", #""FullLoadProgressPercent":37"#, "Rechecking"),
        Case("ReplicationTaskStats.TablesLoaded", #""TablesLoaded":5"#, "Quarantined"),
        Case("ReplicationTaskStats.TablesLoading", #""TablesLoading":1"#, "Rechecking"),
        Case("ReplicationTaskStats.TablesQueued", #""TablesQueued":1"#, "Rechecking"),
        Case("ReplicationTaskStats.TablesErrored", #""TablesErrored":1"#, "Quarantined"),
        Case("ReplicationTaskStats.StopDate", #""StartDate":1795226401"#, "Rechecking"),
        Case("ReplicationTaskStats.FullLoadStartDate", #""FullLoadStartDate":1795224600"#, "Rechecking"),
        Case(
            "ReplicationTaskStats.FullLoadFinishDate",
            #""FullLoadStartDate":1795224600,"FullLoadFinishDate":1795224599"#,
            "Rechecking"
        ),
        Case(
            "ReplicationTaskStats.FullLoadFinishDate",
            #""FullLoadStartDate":1795224600,"FullLoadFinishDate":1795226000"#,
            "Passed"
        ),
        Case("ReplicationTaskStats.TablesLoaded", #""TablesLoaded":1,"TablesLoading":0,"TablesQueued":0"#, "Passed"),
        Case("ReplicationTask.Status", "", "Passed"),
    ]

    @Test(arguments: taskCases) func ofTheTask(each: Case) async throws {
        var world = FakeAWS.World()
        var members = [
            "FullLoadProgressPercent": "100", "StartDate": "1795224600", "StopDate": "1795226400",
        ]
        for member in each.members.split(separator: ",") {
            let parts = member.split(separator: ":")
            members[parts[0].filter { $0 != "\"" }] = String(parts[1])
        }
        let stats = members.map { #""\#($0.key)":\#($0.value)"# }.joined(separator: ",")
        world.tasks[HandlerHarness.task] =
            #""MigrationType":"full-load","Status":"stopped","StopReason":"Stop Reason FULL_LOAD_ONLY_FINISHED","#
            + #""ReplicationTaskStats":{\#(stats)}"#
        world.tables = [HandlerHarness.table("a")]
        let result = try await HandlerHarness(try FakeAWS(world)).run(HandlerHarness.stopped())
        #expect(result.names == [each.outcome], "\(result.first)")
    }

    /// Members of a table's statistics, beside its name and state.
    static let tableCases = [
        Case("TableStatistics.TableState", #""TableState":"Table error""#, "Quarantined"),
        Case("TableStatistics.TableState", #""TableState":"Table completed""#, "Passed"),
        Case("TableStatistics.Inserts", #""Inserts":5,"AppliedInserts":4"#, "Quarantined"),
        Case("TableStatistics.Updates", #""Updates":5,"AppliedUpdates":4"#, "Quarantined"),
        Case("TableStatistics.Deletes", #""Deletes":5,"AppliedDeletes":4"#, "Quarantined"),
        Case("TableStatistics.Deletes", #""Deletes":5,"AppliedDeletes":5"#, "Passed"),
        Case("TableStatistics.FullLoadCondtnlChkFailedRows", #""FullLoadCondtnlChkFailedRows":1"#, "Quarantined"),
        Case("TableStatistics.FullLoadErrorRows", #""FullLoadErrorRows":1"#, "Quarantined"),
        Case("TableStatistics.FullLoadEndTime", #""FullLoadEndTime":1795224000"#, "Rechecking"),
        Case("TableStatistics.FullLoadEndTime", #""FullLoadEndTime":1795225000"#, "Passed"),
        Case("TableStatistics.ValidationState", #""ValidationState":"Mismatched records""#, "Quarantined"),
        Case(
            "TableStatistics.ValidationPendingRecords",
            #""ValidationState":"Validated","ValidationPendingRecords":2"#,
            "Rechecking"
        ),
        Case(
            "TableStatistics.ValidationFailedRecords",
            #""ValidationState":"Validated","ValidationFailedRecords":2"#,
            "Quarantined"
        ),
        Case(
            "TableStatistics.ValidationSuspendedRecords",
            #""ValidationState":"Validated","ValidationSuspendedRecords":2"#,
            "Quarantined"
        ),
        Case("TableStatistics.ResyncState", #""ResyncState":"In progress""#, "Rechecking"),
        Case("TableStatistics.ResyncState", #""ResyncState":"Last resync at: 2026-11-21T01:59:00Z""#, "Passed"),
        Case("TableStatistics.ResyncState", #""ResyncState":"Halfway""#, "Rechecking"),
        Case("TableStatistics.ResyncRowsAttempted", #""ResyncRowsAttempted":3,"ResyncRowsSucceeded":2"#, "Quarantined"),
        Case("TableStatistics.ResyncRowsFailed", #""ResyncRowsFailed":1"#, "Quarantined"),
        Case("TableStatistics.ResyncProgress", #""ResyncRowsAttempted":3,"ResyncProgress":66.7"#, "Quarantined"),
    ]

    @Test(arguments: tableCases) func ofATable(each: Case) async throws {
        var world = FakeAWS.World()
        world.tasks[HandlerHarness.task] = HandlerHarness.finished.replacing(
            #""StartDate""#,
            with: #""FreshStartDate":1795224600,"StartDate""#
        )
        let state = each.members.contains("TableState") ? "" : #","TableState":"Table completed""#
        world.tables = [#"{"SchemaName":"public","TableName":"a","FullLoadRows":10,\#(each.members)\#(state)}"#]
        let result = try await HandlerHarness(try FakeAWS(world)).run(HandlerHarness.stopped())
        #expect(result.names == [each.outcome], "\(result.first)")
    }

    private static let success =
        #""Status":"SUCCESS","TaskMode":"ENHANCED","Options":{"VerifyMode":"ONLY_FILES_TRANSFERRED"},"#

    private static let result =
        #""Result":{"PrepareStatus":"SUCCESS","TransferStatus":"SUCCESS","VerifyStatus":"SUCCESS"}"#

    /// Members of an execution.
    static let transferCases = [
        Case("DescribeTaskExecutionResponse.EstimatedFilesToTransfer", #""EstimatedFilesToTransfer":4"#, "Quarantined"),
        Case("DescribeTaskExecutionResponse.EstimatedFilesToTransfer", #""EstimatedFilesToTransfer":3"#, "Passed"),
        Case("DescribeTaskExecutionResponse.FilesPrepared", #""FilesPrepared":4"#, "Quarantined"),
        Case("DescribeTaskExecutionResponse.FilesVerified", #""FilesVerified":2"#, "Quarantined"),
        Case(
            "DescribeTaskExecutionResponse.EstimatedFilesToDelete",
            #""EstimatedFilesToDelete":1,"FilesDeleted":0"#,
            "Quarantined"
        ),
        Case(
            "DescribeTaskExecutionResponse.EstimatedFoldersToDelete",
            #""EstimatedFoldersToDelete":1,"FoldersDeleted":0"#,
            "Quarantined"
        ),
        Case(
            "DescribeTaskExecutionResponse.EstimatedFoldersToTransfer",
            #""EstimatedFoldersToTransfer":2,"FoldersTransferred":1"#,
            "Quarantined"
        ),
        Case(
            "DescribeTaskExecutionResponse.FoldersPrepared",
            #""FoldersPrepared":2,"FoldersTransferred":1"#,
            "Quarantined"
        ),
        Case("TaskExecutionResultDetail.PrepareStatus", #""Result":{"PrepareStatus":"ERROR"}"#, "Quarantined"),
        Case("TaskExecutionResultDetail.TransferStatus", #""Result":{"TransferStatus":"ERROR"}"#, "Quarantined"),
        Case("TaskExecutionResultDetail.TransferStatus", #""Result":{"TransferStatus":"PENDING"}"#, "Rechecking"),
        Case(
            "TaskExecutionResultDetail.VerifyStatus",
            #""Result":{"TransferStatus":"SUCCESS","VerifyStatus":"PENDING"}"#,
            "Rechecking"
        ),
        Case(
            "TaskExecutionResultDetail.ErrorCode",
            #""Result":{"TransferStatus":"SUCCESS","ErrorCode":"X"}"#,
            "Quarantined"
        ),
        Case("TaskExecutionFilesFailedDetail.Prepare", #""FilesFailed":{"Prepare":1}"#, "Quarantined"),
        Case("TaskExecutionFilesFailedDetail.Transfer", #""FilesFailed":{"Transfer":1}"#, "Quarantined"),
        Case("TaskExecutionFilesFailedDetail.Verify", #""FilesFailed":{"Verify":1}"#, "Quarantined"),
        Case("TaskExecutionFilesFailedDetail.Delete", #""FilesFailed":{"Delete":1}"#, "Quarantined"),
        Case("TaskExecutionFoldersFailedDetail.List", #""FoldersFailed":{"List":3}"#, "Quarantined"),
        Case("TaskExecutionFoldersFailedDetail.Prepare", #""FoldersFailed":{"Prepare":1}"#, "Quarantined"),
        Case("TaskExecutionFoldersFailedDetail.Transfer", #""FoldersFailed":{"Transfer":1}"#, "Quarantined"),
        Case("TaskExecutionFoldersFailedDetail.Verify", #""FoldersFailed":{"Verify":1}"#, "Quarantined"),
        Case("TaskExecutionFoldersFailedDetail.Delete", #""FoldersFailed":{"Delete":1}"#, "Quarantined"),
        Case(
            "TaskExecutionFilesFailedDetail.Verify",
            #""FilesFailed":{"Verify":9223372036854775807,"Delete":9223372036854775807}"#,
            "Quarantined"
        ),
    ]

    @Test(arguments: transferCases) func ofATransfer(each: Case) async throws {
        let task = "arn:aws:datasync:us-east-1:123456789012:task/task-1"
        var world = FakeAWS.World()
        let result = each.members.contains(#""Result""#) ? "" : ",\(Self.result)"
        world.migrations.executions["\(task)/execution/exec-1"] =
            "\(Self.success)\"FilesTransferred\":3,\(each.members)\(result)"
        let harness = try await HandlerHarness(
            try FakeAWS(world),
            "",
            others: #"{"name":"files","task":"\#(task)"}"#
        )
        let event =
            #"{"detail-type":"DataSync Task Execution State Change","source":"aws.datasync","time":"2026-11-21T02:00:05Z","#
            + #""resources":["\#(task)/execution/exec-1"],"detail":{"State":"SUCCESS"}}"#
        let outcome = try await harness.run(event)
        #expect(outcome.names == [each.outcome], "\(outcome.first)")
    }
}
