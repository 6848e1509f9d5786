import AWSRedshiftData
import Testing

@testable import RedshiftSQL

@Suite struct WarehouseTests {
    private static let workgroup = Warehouse.Fields(workgroup: "analytics", database: "dev")

    @Test func aWorkgroupTakesASecretAndARole() throws {
        var fields = Self.workgroup
        fields.secret = "example-secret"
        fields.role = "default"
        let warehouse = try #require(Warehouse.read(fields).warehouse)
        #expect(
            warehouse.target
                == .serverless(workgroup: "analytics", database: "dev", secretARN: "example-secret")
        )
        #expect(warehouse.role == (try WarehouseIAMRole("default")))
    }

    @Test func aClusterTakesAUser() throws {
        let fields = Warehouse.Fields(cluster: "example", database: "dev", databaseUser: "loader")
        #expect(
            Warehouse.read(fields).warehouse?.target
                == .cluster(identifier: "example", database: "dev", user: "loader", secretARN: nil)
        )
    }

    @Test(arguments: [
        (Warehouse.Fields(database: "d"), ["workgroup"]),
        (Warehouse.Fields(workgroup: "abc"), ["database"]),
        (Warehouse.Fields(), ["database", "workgroup"]),
        (Warehouse.Fields(workgroup: "abc", cluster: "c", database: "d"), ["cluster"]),
        (Warehouse.Fields(workgroup: "abc", database: "d", databaseUser: "u"), ["db_user"]),
        (Warehouse.Fields(cluster: "c", database: "d", secret: "s", databaseUser: "u"), ["db_user"]),
        (Warehouse.Fields(workgroup: "Ab c", database: "d", role: "x"), ["role", "workgroup"]),
        (Warehouse.Fields(workgroup: "abc", database: ""), ["database"]),
        (Warehouse.Fields(workgroup: "abc", database: "a\0"), ["database"]),
        (Warehouse.Fields(cluster: "c\u{301}", database: "d", secret: ""), ["secret", "cluster"]),
    ])
    func everyMistakeIsReportedAtOnce(fields: Warehouse.Fields, problems: [String]) {
        let read = Warehouse.read(fields)
        #expect(read.warehouse == nil)
        #expect(read.problems.map(\.field) == problems)
    }

    @Test func aSecretOfTheDeploymentIsForItsWarehouseOnly() {
        let defaults = Warehouse.Fields(cluster: "theirs", database: "dev", secret: "theirs", role: "default")
        let other = Warehouse.read(Warehouse.Fields(workgroup: "other"), defaults: defaults).warehouse
        #expect(other?.target == .serverless(workgroup: "other", database: "dev", secretARN: nil))
        let own = Warehouse.read(Warehouse.Fields(database: "mine"), defaults: defaults).warehouse
        #expect(own?.target == .cluster(identifier: "theirs", database: "mine", user: nil, secretARN: "theirs"))
        let user = Warehouse.read(Warehouse.Fields(databaseUser: "me"), defaults: defaults).warehouse
        #expect(user?.target == .cluster(identifier: "theirs", database: "dev", user: "me", secretARN: nil))
    }

    @Test func whatIsMissingNamesTheSettingsThatCouldSayIt() {
        let problems = Warehouse.read(
            Warehouse.Fields(),
            settings: [
                "workgroup": "REDSHIFT_WORKGROUP", "cluster": "REDSHIFT_CLUSTER", "database": "REDSHIFT_DATABASE",
            ]
        ).problems
        #expect(problems[0].message == "is missing, and REDSHIFT_DATABASE is not set")
        #expect(problems[1].message.contains("REDSHIFT_WORKGROUP and REDSHIFT_CLUSTER are not set"))
    }

    @Test func anotherDatabaseIsOfTheSameWarehouse() throws {
        let warehouse = try #require(Warehouse.read(Self.workgroup).warehouse).database("other")
        #expect(warehouse.target == .serverless(workgroup: "analytics", database: "other", secretARN: nil))
    }
}
