import AWSDataSync
import JSON
import Testing

@testable import DMSCompletionHandler

/// One line for each row of the verdict table of DataSync.
@Suite struct DataSyncVerdictTests {
    private func name(_ members: String) throws -> String {
        let json =
            #"{"TaskExecutionArn":"arn:aws:datasync:us-east-1:123456789012:task/task-1/execution/exec-1",\#(members)}"#
        return switch DataSyncVerdict(try JSONDocument(json).decode(TaskExecution.self)) {
        case .passed: "passed"
        case .quarantined: "quarantined"
        case .recheck: "recheck"
        case .failed: "failed"
        case .running: "running"
        case .undecided: "undecided"
        }
    }

    @Test(arguments: [
        (
            #""Status":"SUCCESS","Result":{"PrepareStatus":"SUCCESS","TransferStatus":"SUCCESS","VerifyStatus":"SUCCESS"}"#,
            "passed"
        ),
        (
            #""Status":"SUCCESS","Result":{"TransferStatus":"SUCCESS","VerifyStatus":"ERROR","ErrorCode":"X"}"#,
            "quarantined"
        ),
        (#""Status":"SUCCESS","Result":{"TransferStatus":"SUCCESS"},"FilesFailed":{"Transfer":2}"#, "quarantined"),
        (#""Status":"SUCCESS","Result":{"TransferStatus":"SUCCESS","ErrorCode":"NFSAccessDenied"}"#, "quarantined"),
        (#""Status":"SUCCESS""#, "recheck"),
        (#""Status":"ERROR","Result":{"ErrorCode":"OpNotSupp","ErrorDetail":"no"}"#, "failed"),
        (#""Status":"QUEUED""#, "running"), (#""Status":"LAUNCHING""#, "running"),
        (#""Status":"PREPARING""#, "running"),
        (#""Status":"TRANSFERRING""#, "running"), (#""Status":"VERIFYING""#, "running"),
        (#""Status":"CANCELLING""#, "running"), (#""Status":"DANCING""#, "undecided"),
    ])
    func everyTransferHasItsVerdict(members: String, expected: String) throws {
        #expect(try name(members) == expected)
    }

    private static let done =
        #""Status":"SUCCESS","Result":{"PrepareStatus":"SUCCESS","TransferStatus":"SUCCESS","VerifyStatus":"#

    /// By mode of the task, of the transfer and of the verification.
    @Test(arguments: [
        // Verification is switched off, and its phase stays pending.
        (#"\#(done)"PENDING"},"Options":{"VerifyMode":"NONE","TransferMode":"CHANGED"}"#, "passed"),
        (#"\#(done)"PENDING"},"Options":{"VerifyMode":"ONLY_FILES_TRANSFERRED"}"#, "recheck"),
        (#"\#(done)"PENDING"},"Options":{"VerifyMode":"POINT_IN_TIME_CONSISTENT"}"#, "recheck"),
        (#"\#(done)"ERROR"},"Options":{"VerifyMode":"NONE"}"#, "quarantined"),
        // Only what changed is transferred: nothing, this time.
        (
            #"\#(done)"SUCCESS"},"Options":{"VerifyMode":"POINT_IN_TIME_CONSISTENT","TransferMode":"CHANGED"},"EstimatedFilesToTransfer":0,"FilesTransferred":0,"FilesSkipped":12,"FilesVerified":12"#,
            "passed"
        ),
        (
            #"\#(done)"SUCCESS"},"Options":{"TransferMode":"ALL"},"EstimatedFilesToTransfer":3,"FilesTransferred":3"#,
            "passed"
        ),
        (
            #"\#(done)"SUCCESS"},"Options":{"TransferMode":"ALL"},"EstimatedFilesToTransfer":3,"FilesTransferred":2"#,
            "quarantined"
        ),
        // More than was estimated were found while it ran.
        (#"\#(done)"SUCCESS"},"EstimatedFilesToTransfer":3,"FilesTransferred":4"#, "passed"),
        // Basic mode counts directories among the files, and does not verify all of them.
        (
            #"\#(done)"SUCCESS"},"TaskMode":"BASIC","Options":{"VerifyMode":"ONLY_FILES_TRANSFERRED"},"FilesTransferred":5,"FilesVerified":4"#,
            "passed"
        ),
        (
            #"\#(done)"SUCCESS"},"TaskMode":"ENHANCED","Options":{"VerifyMode":"ONLY_FILES_TRANSFERRED"},"FilesTransferred":5,"FilesVerified":4"#,
            "quarantined"
        ),
        (
            #"\#(done)"PENDING"},"TaskMode":"ENHANCED","Options":{"VerifyMode":"NONE"},"FilesTransferred":5,"FilesVerified":0"#,
            "passed"
        ),
        (
            #"\#(done)"SUCCESS"},"TaskMode":"ENHANCED","FoldersFailed":{"List":1,"Prepare":0,"Transfer":0,"Verify":0,"Delete":0}"#,
            "quarantined"
        ),
        (#"\#(done)"SUCCESS"},"TaskMode":"ENHANCED","FoldersPrepared":4,"FoldersTransferred":3"#, "quarantined"),
        (#"\#(done)"DANCING"}"#, "undecided"),
    ])
    func everyModeHasItsVerdict(members: String, expected: String) throws {
        #expect(try name(members) == expected)
    }
}
