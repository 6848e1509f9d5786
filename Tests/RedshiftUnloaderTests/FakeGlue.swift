import TestSupport

/// A catalog whose tables all have the same format, and partitions by their values.
enum FakeGlue {
    static func answer(_ operation: String, _ body: JSON, _ world: inout FakeCloud.World) -> LoopbackServer.Reply {
        let name = "\(body["DatabaseName"]?.string ?? "").\(body["TableName"]?.string ?? "")"
        let values = (body["PartitionInput"]?["Values"]?.array ?? []).compactMap(\.string).joined(separator: "/")
        switch operation {
        case "GetTable":
            return FakeCloud.json([
                "Table": [
                    "StorageDescriptor": ["Location": "s3://example-lake/", "InputFormat": "parquet", "Columns": []]
                ]
            ])
        case "CreatePartition":
            guard world.partitions["\(name)/\(values)"] == nil else { return FakeCloud.error("AlreadyExistsException") }
            world.partitions["\(name)/\(values)"] = body["PartitionInput"]
            return FakeCloud.json([:])
        case "UpdatePartition":
            world.partitions["\(name)/\(values)"] = body["PartitionInput"]
            return FakeCloud.json([:])
        default: return FakeCloud.error("UnknownOperationException")
        }
    }
}
