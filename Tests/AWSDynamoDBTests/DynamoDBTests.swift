import AWSClient
import FoundationEssentials
import TestSupport
import Testing

@testable import AWSDynamoDB

@Suite struct DynamoDBTests {
    private let refusal = LoopbackServer.Reply.status(
        400,
        body: """
            {"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
             "message":"The conditional request failed","Item":{"owner":{"S":"somebody"},"lease":{"N":"17"}}}
            """
    )

    @Test func everyKindOfValueSurvivesTheRoundTrip() throws {
        let item: DynamoDB.Item = [
            "s": "text", "n": 42, "b": true, "z": .null, "l": .list([1, "two"]), "m": .map(["k": .bool(false)]),
            "ss": .stringSet(["a", "b"]), "ns": .numberSet(["1", "2"]),
        ]
        let data = try JSONEncoder().encode(item)
        #expect(try JSONDecoder().decode(DynamoDB.Item.self, from: data) == item)
        #expect(item["n"]?.integer == 42)
        #expect(item["s"]?.integer == nil)
    }

    @Test func aBinaryValueIsAnErrorNotATrap() {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(DynamoDB.Item.self, from: Data(#"{"b":{"B":"AAEC"}}"#.utf8))
        }
    }

    @Test func readsConsistentlyAndKnowsNothingFromSomething() async throws {
        let server = try LoopbackServer {
            $0.text.contains("absent") ? .status(200, body: "{}") : .status(200, body: #"{"Item":{"id":{"S":"x"}}}"#)
        }
        defer { server.stop() }
        let database = try DynamoDB(.at(server))
        #expect(try await database.getItem(["id": "x"], from: "t") == ["id": "x"])
        #expect(try await database.getItem(["id": "absent"], from: "t") == nil)
        let request = try #require(server.requests.first)
        #expect(request.header("x-amz-target") == "DynamoDB_20120810.GetItem")
        #expect(request.header("content-type") == "application/x-amz-json-1.0")
        #expect(request.text.contains(#""ConsistentRead":true"#))
    }

    @Test func aConditionThatDoesNotHoldIsAnAnswerWithTheItem() async throws {
        let reply = refusal
        let server = try LoopbackServer { _ in reply }
        defer { server.stop() }
        let database = try DynamoDB(.at(server))
        let condition = DynamoDBExpression("attribute_not_exists(#id)", names: ["#id": "id"])
        let existing: DynamoDB.Item = ["owner": "somebody", "lease": 17]
        #expect(try await database.putItem(["id": "x"], into: "t", if: condition) == .refused(existing: existing))
        #expect(try await database.deleteItem(["id": "x"], from: "t", if: condition) == .refused(existing: existing))
        let update = DynamoDBExpression("SET a = :a", values: [":a": 1])
        #expect(
            try await database.updateItem(["id": "x"], in: "t", update, if: condition) == .refused(existing: existing)
        )
        for request in server.requests {
            #expect(request.text.contains(##""ExpressionAttributeNames":{"#id":"id"}"##))
            #expect(request.text.contains(#""ReturnValuesOnConditionCheckFailure":"ALL_OLD""#))
        }
    }

    @Test func anyOtherErrorIsThrown() async throws {
        let server = try LoopbackServer { _ in
            .status(400, body: #"{"__type":"x#ResourceNotFoundException","message":"no such table"}"#)
        }
        defer { server.stop() }
        let database = try DynamoDB(.at(server))
        let error = await #expect(throws: AWSError.self) { try await database.putItem(["id": "x"], into: "t") }
        #expect(error?.code == "ResourceNotFoundException")
    }

    @Test func anUpdateReturnsAllOfTheItem() async throws {
        let server = try LoopbackServer { _ in .status(200, body: #"{"Attributes":{"id":{"S":"x"},"n":{"N":"2"}}}"#) }
        defer { server.stop() }
        let update = DynamoDBExpression("ADD #n :one", names: ["#n": "n"], values: [":one": 1])
        let result = try await DynamoDB(.at(server)).updateItem(["id": "x"], in: "t", update, isIdempotent: false)
        #expect(result == .updated(["id": "x", "n": 2]))
        #expect(server.requests.first?.text.contains(#""ReturnValues":"ALL_NEW""#) == true)
    }

    /// Only a request that may run twice may be sent again when its answer is lost.
    @Test(arguments: [(true, 2), (false, 1)])
    func anUpdateThatCountsTwiceIsNotRepeated(isIdempotent: Bool, requests: Int) async throws {
        let server = try LoopbackServer { _ in .status(500, body: #"{"__type":"InternalServerError"}"#) }
        defer { server.stop() }
        let database = try DynamoDB(.at(server, attempts: 2))
        let update = DynamoDBExpression("ADD #n :one", names: ["#n": "n"], values: [":one": 1])
        _ = try? await database.updateItem(["id": "x"], in: "t", update, isIdempotent: isIdempotent)
        #expect(server.requests.count == requests)
    }

    @Test func aPageTellsWhereTheNextBegins() async throws {
        let server = try LoopbackServer { request in
            request.text.contains("ExclusiveStartKey")
                ? .status(200, body: #"{"Items":[],"Count":0}"#)
                : .status(200, body: #"{"Items":[{"id":{"S":"a"}}],"LastEvaluatedKey":{"id":{"S":"a"}}}"#)
        }
        defer { server.stop() }
        let database = try DynamoDB(.at(server))
        let keys = DynamoDBExpression("id = :id", values: [":id": "a"])
        let first = try await database.query("t", keys: keys)
        #expect(first == DynamoDBPage(items: [["id": "a"]], nextKey: ["id": "a"]))
        #expect(try await database.query("t", keys: keys, from: first.nextKey).nextKey == nil)
        #expect(try await database.scan("t").items.count == 1)
    }
}
