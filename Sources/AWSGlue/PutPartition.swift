import AWSClient
import JSON

extension Glue {
    /// Registers a partition of a table. When a partition with the same values exists, moves it to the new location.
    /// https://docs.aws.amazon.com/glue/latest/webapi/API_CreatePartition.html
    /// https://docs.aws.amazon.com/glue/latest/webapi/API_UpdatePartition.html
    ///
    /// The partition gets the table's columns, format and serializer.
    ///
    /// - Parameters:
    ///   - values: one value for each partition key of the table, in the table's order.
    ///   - location: `s3://bucket/prefix/`.
    /// - Throws: `AWSError`, among others `EntityNotFoundException` for a table that does not exist.
    public func putPartition(
        _ values: [String],
        of table: String,
        database: String,
        location: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws {
        struct GetTable: Encodable {
            let DatabaseName: String
            let Name: String
        }
        struct Output: Decodable, Sendable {
            struct Table: Decodable, Sendable { let StorageDescriptor: JSONValue? }
            let Table: Table
        }
        let known: Output = try await client.call(
            .json("GetTable", GetTable(DatabaseName: database, Name: table), isIdempotent: true),
            deadline: deadline
        )
        var descriptor: [(String, JSONValue)] = [("Location", .string(location))]
        for (name, value) in known.Table.StorageDescriptor?.object ?? JSONObject() where name != "Location" {
            descriptor.append((name, value))
        }
        let partition = Partition(Values: values, StorageDescriptor: .object(JSONObject(descriptor)))
        do {
            let operation = try AWSOperation<NoOutput>.json(
                "CreatePartition",
                CreatePartition(DatabaseName: database, TableName: table, PartitionInput: partition),
                isIdempotent: true
            )
            _ = try await client.call(operation, deadline: deadline)
        } catch let error as AWSError where error.code == "AlreadyExistsException" {
            let update = UpdatePartition(
                DatabaseName: database,
                TableName: table,
                PartitionValueList: values,
                PartitionInput: partition
            )
            _ = try await client.call(
                try AWSOperation<NoOutput>.json("UpdatePartition", update, isIdempotent: true),
                deadline: deadline
            )
        }
    }

    private struct Partition: Encodable {
        let Values: [String]
        let StorageDescriptor: JSONValue
    }

    private struct CreatePartition: Encodable {
        let DatabaseName: String
        let TableName: String
        let PartitionInput: Partition
    }

    private struct UpdatePartition: Encodable {
        let DatabaseName: String
        let TableName: String
        let PartitionValueList: [String]
        let PartitionInput: Partition
    }
}
