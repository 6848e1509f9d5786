extension FakeDynamoDB {
    /// The table with one number of one document replaced: each number outside of texts by two of ``HostileNumbers/integers`` in turn, an
    /// extreme and another one. A person wrote it there, or means harm.
    public var withHostileNumbers: [FakeDynamoDB] {
        items.all.sorted { $0.address < $1.address }.flatMap { address, item -> [FakeDynamoDB] in
            guard let text = item["document"]?["S"]?.string else { return [] }
            let kinds = HostileNumbers.integers.count
            let variants = HostileNumbers.integerVariants(of: text).enumerated().filter { index, _ in
                let (number, kind) = index.quotientAndRemainder(dividingBy: kinds)
                return kind == number % 2 || kind == 2 + number % (kinds - 2)
            }
            return variants.map { _, variant in
                var table = self
                var changed = item
                changed["document"] = ["S": .string(variant)]
                table.items.set(changed, at: address, index: schema.index?.partitionKey)
                return table
            }
        }
    }
}
