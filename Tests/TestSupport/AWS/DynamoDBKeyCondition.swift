/// `partition = :value`, and for the sort key one comparison, `begins_with` or `BETWEEN`: what a query may ask for.
struct DynamoDBKeyCondition {
    private typealias Refusal = FakeDynamoDB.Refusal

    private let condition: DynamoDBCondition
    /// The value of the partition key.
    let partition: String

    init(_ text: String, _ input: JSON, partitionKey: String, sortKey: String?) throws(FakeDynamoDB.Refusal) {
        let names = input["ExpressionAttributeNames"]
        let words = dynamoDBWords(text)
        guard words.count >= 3, words[1] == "=", try dynamoDBName(words[0], names) == partitionKey else {
            throw .invalid("Query condition missed key schema element: \(partitionKey)")
        }
        guard let partition = input["ExpressionAttributeValues"]?[words[2]]?["S"]?.string, !partition.isEmpty else {
            throw .invalid("\(words[2]) is no string")
        }
        self.partition = partition
        if words.count > 3 {
            guard words[3] == "AND", words.count > 6, let sortKey else {
                throw .invalid("Invalid operator used in KeyConditionExpression")
            }
            let name = words[4] == "begins_with" ? words[6] : words[4]
            guard try dynamoDBName(name, names) == sortKey else {
                throw .invalid("Query condition missed key schema element: \(sortKey)")
            }
            // DynamoDB refuses an empty value for a key.
            for word in words.dropFirst(3) where word.hasPrefix(":") {
                if input["ExpressionAttributeValues"]?[word]?["S"]?.string?.isEmpty == true {
                    throw .invalid("One or more parameter values are not valid: an empty string for a key")
                }
            }
            guard !words.contains("OR"), !words.contains("<>") else {
                throw .invalid("Invalid operator used in KeyConditionExpression")
            }
        }
        condition = DynamoDBCondition(text, input)
    }

    func holds(for item: FakeDynamoDB.Item) throws(FakeDynamoDB.Refusal) -> Bool {
        var condition = condition
        return try condition.holds(for: item)
    }
}
