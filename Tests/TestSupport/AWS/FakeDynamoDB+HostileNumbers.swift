extension FakeDynamoDB {
    /// The table with one number of one document replaced: for each number outside of texts, once by each of
    /// ``HostileNumbers/integers``. A person wrote it there, or means harm.
    public var withHostileNumbers: [FakeDynamoDB] {
        items.all.sorted { $0.address < $1.address }.flatMap { address, item -> [FakeDynamoDB] in
            guard let text = item["document"]?["S"]?.string else { return [] }
            return HostileNumbers.integerVariants(of: text).map { variant in
                var table = self
                var changed = item
                changed["document"] = ["S": .string(variant)]
                table.items.set(changed, at: address, index: schema.index?.partitionKey)
                return table
            }
        }
    }
}
