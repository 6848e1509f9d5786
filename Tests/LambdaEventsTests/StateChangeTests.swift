import JSON
import Testing
import UTCTime

@testable import LambdaEvents

/// The details of the services whose events the suite's functions take.
@Suite struct StateChangeTests {
    private func content(_ source: String, _ type: String, _ detail: String, resources: [String] = []) throws
        -> UnwrappedEvent
    {
        let list = resources.map { "\"\($0)\"" }.joined(separator: ",")
        return try UnwrappedEvent(
            text:
                #"{"version":"0","id":"i","detail-type":"\#(type)","source":"\#(source)","account":"123456789012","time":"2026-11-21T02:00:05Z","region":"eu-west-1","resources":[\#(list)],"detail":\#(detail)}"#
        )
    }

    @Test(arguments: [
        ("Object Created", #""reason":"PutObject""#, S3ObjectEvent.Kind.created, nil as S3ObjectEvent.Removal?),
        ("Object Deleted", #""deletion-type":"Permanently Deleted","reason":"DeleteObject""#, .removed, .deleted),
        (
            "Object Deleted", #""deletion-type":"Delete Marker Created","reason":"DeleteObject""#, .removed,
            .markerCreated
        ),
        (
            "Object Deleted", #""deletion-type":"Delete Marker Created","reason":"Lifecycle Expiration""#, .removed,
            .markerCreated
        ),
        ("Object Restore Completed", #""source-storage-class":"GLACIER""#, .restored, nil),
        ("Object Tags Added", #""version":"0""#, .taggingChanged, nil),
        ("Object ACL Updated", #""x":1"#, .aclChanged, nil),
        ("Object Storage Class Changed", #""x":1"#, .other, nil),
    ])
    func eventBridgeTellsOfS3Objects(
        type: String,
        extra: String,
        kind: S3ObjectEvent.Kind,
        removal: S3ObjectEvent.Removal?
    ) throws {
        let detail =
            #"{"bucket":{"name":"b"},"object":{"key":"a+b%20","size":5,"etag":"\"e\"","version-id":"v","sequencer":"00"},\#(extra)}"#
        guard case .s3(let events, nil) = try content("aws.s3", type, detail), let event = events.first else {
            Issue.record("no S3 event")
            return
        }
        #expect(event.kind == kind)
        #expect(event.removal == removal)
        #expect(event.key == "a+b%20")
        #expect(event.etag == "e")
        #expect(event.region == "eu-west-1")
    }

    @Test(arguments: [
        ("ObjectRemoved:Delete", S3ObjectEvent.Removal.deleted),
        ("s3:ObjectRemoved:DeleteMarkerCreated", .markerCreated),
        ("LifecycleExpiration:Delete", .deleted), ("LifecycleExpiration:DeleteMarkerCreated", .markerCreated),
    ])
    func aRemovalIsTheSameWhoeverRemoved(name: String, removal: S3ObjectEvent.Removal) throws {
        let body =
            #"{"Records":[{"eventVersion":"2.3","eventName":"\#(name)","s3":{"bucket":{"name":"b"},"object":{"key":"k","versionId":"v"}}}]}"#
        guard case .s3(let events, nil) = try UnwrappedEvent(text: body) else {
            Issue.record("no S3 event")
            return
        }
        #expect(events.map(\.kind) == [.removed])
        #expect(events.map(\.removal) == [removal])
    }

    @Test func aScanResultNamesObjectAndStatus() throws {
        let detail =
            #"{"schemaVersion":"1.0","scanStatus":"COMPLETED","resourceType":"S3_OBJECT","s3ObjectDetails":{"bucketName":"b","objectKey":"a b/ü","eTag":"e","versionId":"v","s3Throttled":false},"scanResultDetails":{"scanResultStatus":"THREATS_FOUND","threats":[{"name":"EICAR"}]}}"#
        guard
            case .malwareScan(let result) = try content(
                "aws.guardduty",
                "GuardDuty Malware Protection Object Scan Result",
                detail
            )
        else {
            Issue.record("no scan")
            return
        }
        #expect(result.status == "THREATS_FOUND")
        #expect(result.threats == ["EICAR"])
        #expect(result.object.key == "a b/ü")
        #expect(result.object.kind == .scanned)
    }

    @Test func aSkippedScanHasTheStatusOfTheScan() throws {
        let detail =
            #"{"scanStatus":"SKIPPED","s3ObjectDetails":{"bucketName":"b","objectKey":"k"},"scanResultDetails":{"scanResultStatus":"UNSUPPORTED","threats":null}}"#
        guard
            case .malwareScan(let result) = try content(
                "aws.guardduty",
                "GuardDuty Malware Protection Object Scan Result",
                detail
            )
        else {
            Issue.record("no scan")
            return
        }
        #expect(result.status == "UNSUPPORTED")
        #expect(result.threats.isEmpty)
    }

    @Test func glueDataSyncAndRedshiftTellOfTheirStates() throws {
        guard
            case .glueJob(let job) = try content(
                "aws.glue",
                "Glue Job State Change",
                #"{"jobName":"j","severity":"ERROR","state":"FAILED","jobRunId":"jr","message":"m"}"#
            ),
            case .glueCrawler(let crawler) = try content(
                "aws.glue",
                "Glue Crawler State Change",
                #"{"crawlerName":"c","state":"Succeeded","tablesCreated":"1"}"#
            ),
            case .dataSync(let execution) = try content(
                "aws.datasync",
                "DataSync Task Execution State Change",
                #"{"State":"SUCCESS"}"#,
                resources: ["arn:aws:datasync:eu-west-1:123456789012:task/task-1/execution/exec-1"]
            ),
            case .redshiftStatement(let statement) = try content(
                "aws.redshift-data",
                "Redshift Data Statement Status Change",
                #"{"principal":"p","statementName":"n","statementId":"s","state":"FINISHED","rows":5}"#
            )
        else {
            Issue.record("not read")
            return
        }
        #expect(job.jobName == "j" && job.state == "FAILED" && job.jobRunID == "jr")
        #expect(crawler.crawlerName == "c" && crawler.state == "Succeeded")
        #expect(execution.isEnd && execution.executionARN?.hasSuffix("exec-1") == true)
        #expect(statement.statementID == "s" && statement.statementName == "n" && statement.state == "FINISHED")
        #expect(throws: UnreadableEvent.self) { try content("aws.glue", "Glue Job State Change", "{}") }
    }

    @Test(arguments: [
        (["arn:aws:dms:eu-west-1:1:task:ABC"], DMSStateChange.Subject.arn("arn:aws:dms:eu-west-1:1:task:ABC")),
        (["arn:aws:dms:eu-west-1:1:replication-config:X"], .arn("arn:aws:dms:eu-west-1:1:replication-config:X")),
        (["arn:aws:dms:eu-west-1:1:rep:I"], .other("arn:aws:dms:eu-west-1:1:rep:I")), ([], nil),
    ])
    func eventBridgeNamesTheTaskByItsARN(resources: [String], subject: DMSStateChange.Subject?) throws {
        let detail =
            #"{"type":"REPLICATION_TASK","category":"StateChange","eventType":"REPLICATION_TASK_STOPPED","eventId":"DMS-EVENT-0079","detailMessage":"m"}"#
        guard
            case .dms(let change) = try content(
                "aws.dms",
                "DMS Replication Task State Change",
                detail,
                resources: resources
            )
        else {
            Issue.record("no DMS event")
            return
        }
        #expect(change.subject == subject)
        #expect(change.meansEnd)
        #expect(change.time?.rfc3339 == "2026-11-21T02:00:05.000Z")
    }

    /// All shapes of the subscription's message that were published.
    @Test(arguments: [
        #"{"Event Source":"replication-task","Event Time":"2026-11-21 02:00:05.123","Identifier Link":"https://c#taskDetails/Shop","SourceId":"shop","Event ID":"http://docs#DMS-EVENT-0079 ","Event Message":"m"}"#,
        #"{"Event Source":"replication-task","Event Time":"2026-11-21 02:00:05.123","Identifier Link":"https://c?region=r#tasks:ids=shop\nSourceId: shop ","Event ID":"http://docs#DMS-EVENT-0079 ","Event Message":"m "}"#,
        #"{"Event Source":"replication-task","Event Time":"2026-11-21 02:00:05.123","Identifier Link":"https://c?region=r#tasks:ids=Shop","Event ID":"http://docs#DMS-EVENT-0079","Event Message":"m"}"#,
        #"{"Event Source":"replication-task","Notification time":"2026-11-21 02:00:05.123","Identifier Link":"https://c","SourceId":" SHOP ","Event ID":"DMS-EVENT-0079 ","Event Message":"m"}"#,
        #"{"Event Source":" replication-task ","Event time":"2026-11-21T02:00:05.123Z","Source ID":"shop","Event ID":"http://docs#dms-event-0079\n","Event Message":"m"}"#,
        #"{"Event Source":"replication-task","Event Time":"2026-11-21 02:00:05.123","Identifier Link":"https://c#taskDetails/shop?tab=x","Event ID":"http://docs#DMS-EVENT-0079","Event Message":"m"}"#,
        // Line ends of other systems, and what mail gateways and pages make of the text.
        #"{"Event Source":"replication-task\r\n","Event Time":"2026-11-21 02:00:05.123\r\n","Identifier Link":"https://c?region=r#tasks:ids=shop\r\nSourceId: shop\r\n","Event ID":"http://docs#DMS-EVENT-0079\r\n","Event Message":"m\r\n"}"#,
        #"{"Event Source":"replication-task","Event Time":"2026-11-21 02:00:05.123","Identifier Link":"https://c?region=r&amp;x=1#tasks:ids=SHOP&#10;SourceId: SHOP","Event ID":"http://docs#DMS-EVENT-0079&#32;","Event Message":"m"}"#,
        #"{"Event Source":"replication-task","Event Time":"2026-11-21 02:00:05.123","Identifier Link":"https://c?region=r#tasks:ids=shop<br/>SourceId: shop<br/>","Event ID":"<a>http://docs#DMS-EVENT-0079</a>","Event Message":"m"}"#,
        #"{"Event Source":"replication-task","Event Time":"2026-11-21 02:00:05.123","Identifier Link":"https://c?region=r#tasks:ids=shop\\nSourceId: shop ","Event ID":"http://docs#DMS-EVENT-0079\\n","Event Message":"m"}"#,
        #"{"Event Source":"replication-task","Event Time":"2026-11-21 02:00:05.123","Identifier Link":"https://c#tasks:ids%3Dshop%0ASourceId","Event ID":"DMS-EVENT-0079: stopped","Event Message":"m"}"#,
        #"{"Event Source":"replication-task","Event Time":"2026-11-21 02:00:05.123","SourceId":" \t\"SHOP\"\u00a0","Event ID":"http://docs#DMS-EVENT-0079\u00a0","Event Message":"m"}"#,
        #"{"Event Source":"replication-task","Event Time":"2026-11-21 02:00:05.123","SourceId":"","Identifier Link":"https://c\n\n SourceId : shop \n","Event ID":"http://docs#DMS-EVENT-0079 \n","Event Message":"m"}"#,
        #"{"event source":"REPLICATION-TASK","event time":"2026-11-21 02:00:05.123","identifier link":"https://c#tasks:ids=shop","event id":"http://docs#DMS-EVENT-0079 ","event message":"m"}"#,
    ])
    func aSubscriptionsMessageNamesTheTaskByItsIdentifier(message: String) throws {
        guard case .dms(let change) = try UnwrappedEvent(text: message) else {
            Issue.record("no DMS event")
            return
        }
        #expect(change.subject == .identifier("shop"))
        #expect(change.eventID == "DMS-EVENT-0079")
        #expect(change.meansEnd)
        #expect(change.time?.rfc3339 == "2026-11-21T02:00:05.123Z")
    }

    /// Messages of every other category, and of tasks that mean no end: read, and no end of a load.
    @Test(arguments: [
        ("replication-instance", "DMS-EVENT-0012", false), ("replication-instance", "DMS-EVENT-0005", false),
        ("replication-instance", "DMS-EVENT-0007", false), ("replication-instance", "DMS-EVENT-0013", false),
        ("replication-instance", "DMS-EVENT-0003", false), ("replication-task", "DMS-EVENT-0069", true),
        ("replication-task", "DMS-EVENT-0081", true), ("replication-task", "DMS-EVENT-0091", true),
        ("replication-task", "DMS-EVENT-0093", true), ("replication-task", "DMS-EVENT-0080", true),
        ("replication-task", "DMS-EVENT-0073", true), ("replication-task", "DMS-EVENT-0074", true),
    ])
    func aMessageOfAnotherCategoryIsNoEnd(source: String, id: String, isTask: Bool) throws {
        let message =
            #"{"Event Source":"\#(source)","Event Time":"2026-11-21 02:00:05.123","Identifier Link":"https://c#x:ids=shop\nSourceId: shop ","Event ID":"http://docs#\#(id) ","Event Message":"m"}"#
        guard case .dms(let change) = try UnwrappedEvent(text: message) else {
            Issue.record("no DMS event")
            return
        }
        #expect(change.subject == (isTask ? .identifier("shop") : .other("shop")))
        #expect(!change.meansEnd)
    }

    @Test(arguments: [
        ("DMS-EVENT-0078", "REPLICATION_TASK_FAILED", true), ("DMS-EVENT-0069", "REPLICATION_TASK_STARTED", false),
        ("DMS-EVENT-9999", "REPLICATION_FAILED", true), ("DMS-EVENT-0093", "", false), ("", "", true),
        ("", "REPLICATION_TASK_STOPPED", true), ("", "REPLICATION_TASK_STARTED", false),
    ])
    func onlyAnEndMeansAnEnd(id: String, type: String, isEnd: Bool) throws {
        let detail = #"{"eventType":"\#(type)","eventId":"\#(id)"}"#
        guard case .dms(let change) = try content("aws.dms", "DMS Replication Task State Change", detail) else {
            Issue.record("no DMS event")
            return
        }
        #expect(change.meansEnd == isEnd)
    }

    @Test func aFIFOGroupIsOneChainAndFailsFromItsFirstFailureOn() {
        func message(_ id: String, _ group: String?, queue: String = "arn:q.fifo") -> SQSMessage {
            SQSMessage(messageID: id, body: "", eventSourceARN: queue, attributes: .init(messageGroupID: group))
        }
        let fifo = [message("1", "a"), message("2", "b"), message("3", "a"), message("4", "b"), message("5", "a")]
        #expect(fifo.chains == [[0, 2, 4], [1, 3]])
        #expect(SQSBatchResponse(fifo) { $0 != 2 } == SQSBatchResponse(failedMessageIDs: ["3", "5"]))
        let standard = [message("1", "a", queue: "arn:q"), message("2", "a", queue: "arn:q")]
        #expect(standard.chains == [[0], [1]])
        #expect(SQSBatchResponse(standard) { $0 != 0 } == SQSBatchResponse(failedMessageIDs: ["1"]))
    }
}
