import AWSClient
import AWSDMS
import AWSDataSync
import AWSGlue
import AWSLambda
import AWSRedshiftData
import AWSStepFunctions
import TestSupport

extension ServiceOperation {
    static let glue: [ServiceOperation] = [
        ServiceOperation("StartCrawler", "", needsNoBody: true) { _ = try await Glue($0).startCrawler("c") },
        ServiceOperation(
            "GetWorkflowRun",
            """
            {"Run":{"Name":"w","WorkflowRunId":"wr_1","StartedOn":1700000000.5,"CompletedOn":1700000100,"Status":"COMPLETED",\
            "Statistics":{"TotalActions":2,"TimeoutActions":0,"FailedActions":0,"StoppedActions":0,"SucceededActions":2,\
            "RunningActions":0,"ErroredActions":0,"WaitingActions":0},"Graph":{"Nodes":[{"Type":"JOB","Name":"j",\
            "UniqueId":"u","JobDetails":{"JobRuns":[{"Id":"jr_1","Attempt":0,"StartedOn":1700000001,\
            "JobRunState":"SUCCEEDED"}]},"CrawlerDetails":{"Crawls":[{"State":"SUCCEEDED","StartedOn":1700000002}]}}]}}}
            """
        ) { _ = try await Glue($0).workflowRun("w", run: "wr_1") },
        ServiceOperation("GetWorkflowRuns", #"{"Runs":[{"Name":"w","StartedOn":1700000000}]}"#) {
            _ = try await Glue($0).workflowRuns("w", limit: 10)
        },
        ServiceOperation("StartWorkflowRun", #"{"RunId":"wr_1"}"#) {
            _ = try await Glue($0).startWorkflowRun("w", properties: ["a": "b"])
        },
        ServiceOperation("ResumeWorkflowRun", #"{"RunId":"wr_2","NodeIds":["n"]}"#) {
            _ = try await Glue($0).resumeWorkflowRun("w", run: "wr_1", nodes: ["n"])
        },
        ServiceOperation("StopWorkflowRun", "{}", needsNoBody: true) {
            _ = try await Glue($0).stopWorkflowRun("w", run: "wr_1")
        },
        ServiceOperation("GetTable", before: ["CreatePartition": .status(200, body: "{}")], table) {
            try await putPartition($0)
        },
        ServiceOperation("CreatePartition", before: ["GetTable": .status(200, body: table)], "{}", needsNoBody: true) {
            try await putPartition($0)
        },
        ServiceOperation(
            "UpdatePartition",
            before: [
                "GetTable": .status(200, body: table),
                "CreatePartition": .status(400, body: #"{"__type":"AlreadyExistsException"}"#),
            ],
            "{}",
            needsNoBody: true
        ) { try await putPartition($0) },
    ]

    static let redshift: [ServiceOperation] = [
        ServiceOperation("BatchExecuteStatement", #"{"Id":"s1","CreatedAt":1700000000.5}"#) {
            _ = try await RedshiftData($0).batchExecuteStatement(
                ["SELECT 1"],
                on: .serverless(workgroup: "w", database: "d", secretARN: nil),
                name: "n",
                clientToken: "t",
                withEvent: true
            )
        },
        ServiceOperation("CancelStatement", #"{"Status":true}"#) { try await RedshiftData($0).cancelStatement("s1") },
        ServiceOperation(
            "DescribeStatement",
            """
            {"Id":"s1","Status":"FINISHED","Duration":1234567,"RedshiftQueryId":42,"UpdatedAt":1700000000.5,\
            "ResultRows":7,"SubStatements":[{"Id":"s1:1","HasResultSet":true,"Duration":5}]}
            """
        ) { _ = try await RedshiftData($0).describeStatement("s1") },
        ServiceOperation(
            "GetStatementResult",
            #"{"Records":[[{"longValue":12},{"doubleValue":1.5},{"stringValue":"7"}]],"TotalNumRows":1}"#
        ) { _ = try await RedshiftData($0).firstRecords(of: "s1") },
    ]

    static let migrations: [ServiceOperation] = [
        ServiceOperation("DescribeReplicationConfigs", #"{"ReplicationConfigs":[{"TableMappings":"{}"}]}"#) {
            _ = try await DMS($0).replicationConfig(arn: "arn")
        },
        ServiceOperation(
            "DescribeReplicationTasks",
            #"{"ReplicationTasks":[{"ReplicationTaskArn":"arn","ReplicationTaskStats":\#(progress)}]}"#
        ) {
            _ = try await DMS($0).replicationTask(arn: "arn")
            _ = try await DMS($0).replicationTask(identifier: "task")
        },
        ServiceOperation(
            "DescribeReplications",
            #"{"Replications":[{"ReplicationConfigArn":"arn","ReplicationLastStopTime":1700000000.5,"ReplicationStats":\#(progress)}]}"#
        ) { _ = try await DMS($0).replication(configARN: "arn") },
        ServiceOperation("DescribeTableStatistics", #"{"TableStatistics":[\#(statistics)]}"#) {
            _ = try await DMS($0).tableStatistics(taskARN: "arn")
        },
        ServiceOperation("DescribeReplicationTableStatistics", #"{"ReplicationTableStatistics":[\#(statistics)]}"#) {
            _ = try await DMS($0).tableStatistics(configARN: "arn")
        },
        ServiceOperation(
            "DescribeTaskExecution",
            """
            {"TaskExecutionArn":"arn","Status":"SUCCESS","StartTime":1700000000.5,"EstimatedFilesToTransfer":5,\
            "EstimatedFilesToDelete":1,"FilesPrepared":5,"FilesTransferred":5,"FilesVerified":5,"FilesSkipped":0,\
            "FilesDeleted":1,"BytesWritten":4096,"FilesFailed":{"Prepare":1,"Transfer":2,"Verify":3,"Delete":4},\
            "FoldersFailed":{"List":1,"Prepare":2,"Transfer":3,"Verify":4,"Delete":5},"FoldersTransferred":2,\
            "Result":{"TransferStatus":"SUCCESS","TotalDuration":1234}}
            """
        ) {
            let execution = try await DataSync($0).taskExecution(arn: "arn")
            _ = execution.map { ($0.filesFailed?.total, $0.foldersFailed?.total) }
        },
        ServiceOperation("ListTaskExecutions", #"{"TaskExecutions":[{"TaskExecutionArn":"arn"}]}"#) {
            _ = try await DataSync($0).latestExecution(taskARN: "arn")
        },
    ]

    static let lambda: [ServiceOperation] = [
        // Any JSON is a function's answer, and nothing is one too.
        ServiceOperation("Invoke", #"{"ok":1}"#, needsNoBody: true) {
            _ = try await Lambda($0).invoke("f", payload: [], isIdempotent: true)
        }
    ]

    static let stepFunctions: [ServiceOperation] = [
        ServiceOperation("DescribeExecution", #"{"status":"RUNNING","startDate":1700000000.5}"#) {
            _ = try await StepFunctions($0).executionStatus("arn")
        },
        ServiceOperation("StartExecution", #"{"executionArn":"arn","startDate":1700000000.5}"#) {
            _ = try await StepFunctions($0).startExecution(of: "arn", name: "n", input: "{}")
        },
        ServiceOperation("SendTaskSuccess", "{}", needsNoBody: true) {
            _ = try await StepFunctions($0).sendTaskSuccess(token: "t", output: "{}")
        },
        ServiceOperation("SendTaskFailure", "{}", needsNoBody: true) {
            _ = try await StepFunctions($0).sendTaskFailure(token: "t", error: "E", cause: "c")
        },
        ServiceOperation("SendTaskHeartbeat", "{}", needsNoBody: true) {
            _ = try await StepFunctions($0).sendTaskHeartbeat(token: "t")
        },
    ]

    private static let table = #"{"Table":{"StorageDescriptor":{"NumberOfBuckets":-1,"Columns":[]}}}"#

    private static let progress =
        #"{"FullLoadProgressPercent":100,"TablesLoaded":5,"TablesLoading":0,"TablesQueued":0,"TablesErrored":0,"StartDate":1700000000,"StopDate":1700000100.5}"#

    private static let statistics =
        #"{"SchemaName":"s","TableName":"t","FullLoadRows":10,"Inserts":1,"Updates":2,"Deletes":3,"AppliedInserts":1,"ValidationFailedRecords":0,"FullLoadEndTime":1700000000.5,"ResyncProgress":50.0}"#

    private static func putPartition(_ configuration: AWSConfiguration) async throws {
        try await Glue(configuration).putPartition(
            ["2026-01-02"],
            of: "t",
            database: "d",
            location: "s3://example/t/dt=2026-01-02/"
        )
    }
}
