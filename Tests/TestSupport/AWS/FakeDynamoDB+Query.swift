extension FakeDynamoDB {
    /// A query of a table, by partition and sort key, or of the index, by its partition key and number.
    func query(_ table: String, _ input: JSON) throws(Refusal) -> JSON {
        guard let text = input["KeyConditionExpression"]?.string else { throw .invalid("no KeyConditionExpression") }
        let isConsistent = input["ConsistentRead"]?.bool == true
        let keys = try indexed(input, isConsistent: isConsistent)
        let condition = try DynamoDBKeyCondition(text, input, partitionKey: keys.partitionKey, sortKey: keys.sortKey)
        var found: [(address: DynamoDBAddress, item: Item)] = []
        let candidates =
            keys.isIndex
            ? (staleItems ?? items).indexed(table, condition.partition) : items.items(of: table, condition.partition)
        for candidate in candidates where try condition.holds(for: candidate.item) { found.append(candidate) }
        let order = { (left: (address: DynamoDBAddress, item: Item), right: (address: DynamoDBAddress, item: Item)) in
            Self.precedes(left, right, numberKey: keys.isIndex ? keys.sortKey : nil)
        }
        found.sort(by: order)
        if input["ScanIndexForward"]?.bool == false { found.reverse() }
        if let start = input["ExclusiveStartKey"]?.object {
            let address = try schema.address(of: start, table)
            // The item may be gone: what comes after its place follows.
            let place = (address: address, item: start)
            let isForward = input["ScanIndexForward"]?.bool != false
            found = found.filter { isForward ? order(place, $0) : order($0, place) }
        }
        return try page(found, input, indexKeys: keys.isIndex ? [keys.partitionKey, keys.sortKey ?? ""] : [])
    }

    func scan(_ table: String, _ input: JSON) throws(Refusal) -> JSON {
        let keys = try indexed(input, isConsistent: input["ConsistentRead"]?.bool == true)
        var found = (keys.isIndex ? staleItems ?? items : items).all.filter { $0.address.table == table }
            .filter { !keys.isIndex || ($0.item[keys.partitionKey] != nil && $0.item[keys.sortKey ?? ""] != nil) }
            .sorted { $0.address < $1.address }
        if let start = input["ExclusiveStartKey"]?.object {
            let address = try schema.address(of: start, table)
            found = found.filter { address < $0.address }
        }
        return try page(found, input, indexKeys: keys.isIndex ? [keys.partitionKey, keys.sortKey ?? ""] : [])
    }

    private func indexed(
        _ input: JSON,
        isConsistent: Bool
    ) throws(Refusal) -> (partitionKey: String, sortKey: String?, isIndex: Bool) {
        guard let name = input["IndexName"]?.string else { return (schema.partitionKey, schema.sortKey, false) }
        guard let index = schema.index, index.name == name else {
            throw .invalid("The table does not have the specified index: \(name)")
        }
        guard !isConsistent else {
            throw .invalid("Consistent reads are not supported on global secondary indexes")
        }
        return (index.partitionKey, index.sortKey, true)
    }

    private static func precedes(
        _ left: (address: DynamoDBAddress, item: Item),
        _ right: (address: DynamoDBAddress, item: Item),
        numberKey: String?
    ) -> Bool {
        if let numberKey {
            let a = left.item[numberKey]?["N"]?.string.flatMap { Double($0) } ?? 0
            let b = right.item[numberKey]?["N"]?.string.flatMap { Double($0) } ?? 0
            if a != b { return a < b }
        }
        return left.address < right.address
    }

    private func page(
        _ found: [(address: DynamoDBAddress, item: Item)],
        _ input: JSON,
        indexKeys: [String]
    ) throws(Refusal) -> JSON {
        let limit = min(input["Limit"]?.number.map { Int($0) } ?? .max, pageSize)
        guard limit >= 1 else { throw .invalid("Limit must be at least 1") }
        let page = found.prefix(limit)
        var items: [JSON] = []
        for (_, item) in page {
            if let filter = input["FilterExpression"]?.string {
                var condition = DynamoDBCondition(filter, input)
                guard try condition.holds(for: item) else { continue }
            }
            items.append(.object(item))
        }
        var output: [String: JSON] = ["Items": .array(items), "Count": .number(Double(items.count))]
        // As DynamoDB does: a full page has a next key, even if nothing follows.
        if page.count == limit, let last = page.last {
            let names = [schema.partitionKey, schema.sortKey ?? ""] + indexKeys
            output["LastEvaluatedKey"] = .object(last.item.filter { names.contains($0.key) })
        }
        return .object(output)
    }
}
