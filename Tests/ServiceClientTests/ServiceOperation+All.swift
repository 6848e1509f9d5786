import AWSClient
import AWSDMS
import AWSDataSync
import AWSDynamoDB
import AWSEventBridge
import AWSGlue
import AWSRedshiftData
import AWSS3
import AWSSNS
import AWSSQS
import AWSSTS
import AWSSecretsManager
import AWSStepFunctions
import HTTPTransport

extension ServiceOperation {
    /// Every operation of every client; ``EveryOperationTests`` compares the list with the sources.
    static let all: [ServiceOperation] =
        s3 + multipart + dynamoDB + queuesAndTopics + identities + glue + redshift + migrations + stepFunctions
        + lambda

    static let s3: [ServiceOperation] = [
        ServiceOperation("CopyObject", "<CopyObjectResult><ETag>\"e1\"</ETag></CopyObjectResult>") {
            _ = try await S3($0).copyObject(from: source, to: target)
        },
        ServiceOperation(
            "GetBucketVersioning",
            "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
        ) { _ = try await S3($0).isVersioned("example") },
        ServiceOperation("DeleteObject", "", needsNoBody: true) {
            try await S3($0).deleteObject(bucket: "example", key: "k")
        },
        ServiceOperation("GetObject", headers: objectHeaders, "content", needsNoBody: true) {
            let head = try await S3($0).getObject(bucket: "example", key: "k").head
            _ = (head.size, head.partCount, head.tagCount, head.metadata)
            _ = try await S3($0).getObject(bucket: "example", key: "k", unless: "e")
            _ = try await S3($0).getObject(bucket: "example", key: "k", range: .last(8))
        },
        ServiceOperation("HeadObject", headers: objectHeaders, "", needsNoBody: true) {
            let head = try await S3($0).headObject(bucket: "example", key: "k", wantsChecksums: true)
            _ = head.map { ($0.size, $0.partCount, $0.tagCount, $0.metadata) }
        },
        ServiceOperation(
            "ListObjectsV2",
            """
            <ListBucketResult><IsTruncated>false</IsTruncated><KeyCount>1</KeyCount><Contents><Key>k</Key><Size>12</Size>\
            <ETag>"e"</ETag><LastModified>2026-01-02T03:04:05.000Z</LastModified></Contents></ListBucketResult>
            """
        ) { _ = try await S3($0).listObjects(bucket: "example", prefix: "p/") },
        ServiceOperation(
            "GetObjectTagging",
            "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>"
        ) { _ = try await S3($0).objectTags(bucket: "example", key: "k") },
        ServiceOperation("PutObjectTagging", "", needsNoBody: true) {
            try await S3($0).putObjectTags([S3Tag(key: "a", value: "1")], bucket: "example", key: "k")
        },
        ServiceOperation("PutObject", headers: ["ETag: \"e\""], "") {
            _ = try await S3($0).putObject([1], bucket: "example", key: "k")
        },
        ServiceOperation("RestoreObject", "", needsNoBody: true) {
            try await S3($0).restoreObject(bucket: "example", key: "k", days: 1, tier: .bulk)
        },
    ]

    static let multipart: [ServiceOperation] = [
        ServiceOperation(
            "CreateMultipartUpload",
            "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>"
        ) { _ = try await S3($0).createMultipartUpload(to: target, properties: [:]) },
        ServiceOperation("UploadPartCopy", "<CopyPartResult><ETag>\"e\"</ETag></CopyPartResult>") {
            _ = try await S3($0).uploadPartCopy(of: source, range: 0..<10, into: upload, part: 1)
        },
        ServiceOperation(
            "ListParts",
            """
            <ListPartsResult><IsTruncated>false</IsTruncated><NextPartNumberMarker>1</NextPartNumberMarker><Part>\
            <PartNumber>1</PartNumber><Size>5242880</Size><ETag>"e"</ETag></Part></ListPartsResult>
            """
        ) { _ = try await S3($0).parts(1...10, of: upload) },
        ServiceOperation(
            "ListMultipartUploads",
            """
            <ListMultipartUploadsResult><IsTruncated>false</IsTruncated><Upload><Key>k</Key><UploadId>u1</UploadId>\
            <Initiated>2026-01-02T03:04:05.000Z</Initiated></Upload></ListMultipartUploadsResult>
            """
        ) { _ = try await S3($0).openUploads(bucket: "example") { _ in true } },
        ServiceOperation(
            "CompleteMultipartUpload",
            "<CompleteMultipartUploadResult><ETag>\"e-1\"</ETag></CompleteMultipartUploadResult>"
        ) {
            let parts = [S3Part(number: 1, size: 10, etag: "e")]
            _ = try await S3($0).completeMultipartUpload(upload, parts: parts, size: 10)
        },
        ServiceOperation("AbortMultipartUpload", "", needsNoBody: true) {
            try await S3($0).abortMultipartUpload(upload)
        },
    ]

    static let dynamoDB: [ServiceOperation] = [
        ServiceOperation("GetItem", #"{"Item":{"pk":{"S":"a"},"n":{"N":"12"},"s":{"NS":["1","2"]}}}"#) {
            let item = try await DynamoDB($0).getItem(["pk": "a"], from: "t")
            _ = item.map { ($0.byteCount, $0["n"]?.integer) }
        },
        ServiceOperation("PutItem", #"{"ConsumedCapacity":{"CapacityUnits":1.0}}"#) {
            _ = try await DynamoDB($0).putItem(["pk": "a"], into: "t")
        },
        ServiceOperation("DeleteItem", "{}") { _ = try await DynamoDB($0).deleteItem(["pk": "a"], from: "t") },
        ServiceOperation("UpdateItem", #"{"Attributes":{"pk":{"S":"a"},"n":{"N":"13"}}}"#) {
            let update = DynamoDBExpression("SET n = :n", values: [":n": 13])
            if case .updated(let item) = try await DynamoDB($0).updateItem(["pk": "a"], in: "t", update) {
                _ = (item.byteCount, item["n"]?.integer)
            }
        },
        ServiceOperation("Query", #"{"Items":[{"pk":{"S":"a"},"n":{"N":"1"}}],"Count":1,"ScannedCount":1}"#) {
            _ = try await DynamoDB($0).query("t", keys: DynamoDBExpression("pk = :p", values: [":p": "a"]))
        },
        ServiceOperation("Scan", #"{"Items":[{"pk":{"S":"a"},"n":{"N":"1"}}],"Count":1,"ScannedCount":1}"#) {
            _ = try await DynamoDB($0).scan("t")
        },
    ]

    static let queuesAndTopics: [ServiceOperation] = [
        ServiceOperation("PutEvents", #"{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}"#) {
            try await EventBridge($0).putEvents([EventBridgeEntry(source: "s", detailType: "t", detail: "{}")])
        },
        ServiceOperation(
            "Publish",
            "<PublishResponse><PublishResult><MessageId>m1</MessageId></PublishResult></PublishResponse>"
        ) { _ = try await SNS($0).publish("text", to: "arn:aws:sns:eu-west-1:111122223333:t") },
        ServiceOperation("SendMessage", #"{"MessageId":"m1"}"#) {
            _ = try await SQS($0).sendMessage("text", to: queue)
        },
        ServiceOperation("SendMessageBatch", #"{"Failed":[{"Id":"0","Code":"c"}],"Successful":[{"Id":"1"}]}"#) {
            _ = try await SQS($0).sendMessages(["a", "b"], to: queue)
        },
        ServiceOperation("ChangeMessageVisibility", "", needsNoBody: true) {
            try await SQS($0).changeMessageVisibility(of: "r", in: queue, to: 30)
        },
    ]

    static let identities: [ServiceOperation] = [
        ServiceOperation(
            "GetCallerIdentity",
            "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>"
        ) { _ = try await STS($0).callerARN() },
        ServiceOperation("GetSecretValue", #"{"VersionId":"v1","SecretString":"s"}"#) {
            _ = try await SecretsManager($0).secretValue(id: "example")
        },
    ]

    static let source = S3CopySource(bucket: "example-source", key: "k", etag: "e")
    static let target = S3CopyTarget(bucket: "example-target", key: "k")
    static let upload = S3MultipartUpload(target: target, id: "u1")
    static let queue = "https://sqs.eu-west-1.amazonaws.com/111122223333/q"
    static let objectHeaders = [
        "ETag: \"e\"", "x-amz-mp-parts-count: 3", "x-amz-tagging-count: 2", "Content-Range: bytes 0-9/100",
        "x-amz-meta-a: 1",
    ]
}
