import AWSClient
import AWSDMS
import AWSDataSync
import AWSDynamoDB
import AWSGlue
import AWSS3
import TestSupport
import Testing

/// A listing is whole, or an error. One whose marker does not move on ends; those of S3's uploads and parts are in AWSS3Tests.
@Suite(.serialized) struct ListingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// The page that is answered again and again.
        let page: String
        /// Lists from the page's own marker on, or all.
        let list: @Sendable (AWSConfiguration) async throws -> Void
    }

    static let stuck: [Case] = [
        Case(
            testDescription: "ListObjectsV2",
            page: s3("ListBucketResult", "<NextContinuationToken>m</NextContinuationToken>")
        ) {
            _ = try await S3($0).listObjects(bucket: "example", prefix: "", continuation: "m")
        },
        Case(testDescription: "Query", page: #"{"Items":[],"LastEvaluatedKey":{"pk":{"S":"a"}}}"#) {
            let keys = DynamoDBExpression("pk = :p", values: [":p": "a"])
            _ = try await DynamoDB($0).query("t", keys: keys, from: ["pk": "a"])
        },
        Case(testDescription: "Scan", page: #"{"Items":[],"LastEvaluatedKey":{"pk":{"S":"a"}}}"#) {
            _ = try await DynamoDB($0).scan("t", from: ["pk": "a"])
        },
        Case(testDescription: "GetWorkflowRuns", page: #"{"Runs":[],"NextToken":"m"}"#) {
            _ = try await Glue($0).workflowRuns("w", limit: 10, from: "m")
        },
        Case(testDescription: "DescribeTableStatistics", page: #"{"TableStatistics":[],"Marker":"m"}"#) {
            _ = try await DMS($0).tableStatistics(taskARN: "arn")
        },
        Case(
            testDescription: "DescribeReplicationTableStatistics",
            page: #"{"ReplicationTableStatistics":[],"Marker":"m"}"#
        ) { _ = try await DMS($0).tableStatistics(configARN: "arn") },
        Case(testDescription: "ListTaskExecutions", page: #"{"TaskExecutions":[],"NextToken":"m"}"#) {
            _ = try await DataSync($0).latestExecution(taskARN: "arn")
        },
    ]

    @Test(arguments: stuck) func aMarkerThatDoesNotMoveIsAnError(listing: Case) async throws {
        let server = try LoopbackServer { _ in .status(200, body: listing.page) }
        defer { server.stop() }
        let error = await #expect(throws: AWSError.self) { try await listing.list(.at(server)) }
        #expect(error?.code == "RepeatedMarker")
        #expect(error?.operation == listing.testDescription)
        #expect(server.requests.count <= 2)
    }

    /// A page that says there is more, and does not say where, is not the last one.
    @Test(arguments: stuck.prefix(1)) func aListingThatIsCutWithoutAMarkerIsAnError(listing: Case) async throws {
        let page = listing.page.replacing(/<Next[A-Za-z]+>[a-z0-9]*<.Next[A-Za-z]+>/, with: "")
        let server = try LoopbackServer { _ in .status(200, body: page) }
        defer { server.stop() }
        let error = await #expect(throws: AWSError.self) { try await listing.list(.at(server)) }
        #expect(error?.code == "UnreadableResponse")
    }

    @Test(arguments: stuck.suffix(3)) func markersThatGoAroundInACircleAreAnError(listing: Case) async throws {
        let server = try LoopbackServer { request in
            let marker = request.text.contains(#""m1""#) ? "m2" : "m1"
            return .status(200, body: listing.page.replacing(#""m""#, with: "\"\(marker)\""))
        }
        defer { server.stop() }
        let error = await #expect(throws: AWSError.self) { try await listing.list(.at(server)) }
        #expect(error?.code == "RepeatedMarker")
        #expect(server.requests.count == 3)
    }

    private static func s3(_ root: String, _ content: String) -> String {
        "<\(root)><IsTruncated>true</IsTruncated>\(content)</\(root)>"
    }
}
