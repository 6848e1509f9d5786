import AWSRedshiftData

extension Warehouse {
    /// Makes a warehouse from a plan's fields and a deployment's settings.
    ///
    /// - Parameters:
    ///   - fields: the plan's fields.
    ///   - defaults: the deployment's fields, used for each field that the plan does not have. A secret and a user
    ///     belong to one warehouse: the deployment's are used only together with its workgroup or cluster.
    ///   - settings: the names of the deployment's fields for messages, such as `["workgroup": "REDSHIFT_WORKGROUP"]`.
    /// - Returns: the warehouse, or every problem of the fields.
    public static func read(
        _ fields: Fields,
        defaults: Fields = Fields(),
        settings: [String: String] = [:]
    ) -> (warehouse: Warehouse?, problems: [Problem]) {
        var merged = fields
        if fields.workgroup == nil, fields.cluster == nil {
            merged.workgroup = defaults.workgroup
            merged.cluster = defaults.cluster
            // The plan's own secret or user replaces both of the deployment's.
            if fields.secret == nil, fields.databaseUser == nil {
                merged.secret = defaults.secret
                merged.databaseUser = defaults.databaseUser
            }
        }
        merged.database = fields.database ?? defaults.database
        merged.role = fields.role ?? defaults.role
        return merged.warehouse { names in
            let unset = names.compactMap { settings[$0] }
            return unset.isEmpty
                ? "" : ", and \(unset.joined(separator: " and ")) \(unset.count > 1 ? "are" : "is") not set"
        }
    }
}

extension Warehouse.Fields {
    /// - Parameter unset: returns the end of a message about missing fields: the settings that are not set.
    fileprivate func warehouse(unset: ([String]) -> String) -> (warehouse: Warehouse?, problems: [Warehouse.Problem]) {
        var problems: [Warehouse.Problem] = []
        func refuse(_ field: String, _ message: String) {
            problems.append(Warehouse.Problem(field: field, message: message))
        }
        if let database {
            do throws(SQLProblem) { _ = try SQLIdentifier(database) } catch { refuse("database", "\(error)") }
        } else {
            refuse("database", "is missing" + unset(["database"]))
        }
        for (field, value) in [("secret", secret), ("db_user", databaseUser)] {
            if let value, value.isEmpty || value.utf8.count > 2048 || value.utf8.contains(where: { $0 < 0x20 }) {
                refuse(field, "is expected to have 1 to 2048 bytes and no control characters")
            }
        }
        var role: WarehouseIAMRole?
        if let text = self.role {
            do throws(SQLProblem) { role = try WarehouseIAMRole(text) } catch { refuse("role", "\(error)") }
        }
        switch (workgroup, cluster) {
        case (nil, nil):
            refuse("workgroup", "is missing, and so is cluster" + unset(["workgroup", "cluster"]))
        case (_?, _?): refuse("cluster", "cannot be with workgroup: a warehouse is one or the other")
        case (let workgroup?, nil):
            if !Self.isWorkgroup(workgroup) {
                refuse("workgroup", "is \"\(workgroup)\"; expected lower-case letters, digits and hyphens, or an ARN")
            }
            if databaseUser != nil {
                refuse("db_user", "is for clusters only; a workgroup takes a secret or the function's own identity")
            }
        case (nil, let cluster?):
            if !Self.isCluster(cluster) {
                refuse("cluster", "is \"\(cluster)\"; expected lower-case letters, digits and hyphens")
            }
            if databaseUser != nil, secret != nil {
                refuse("db_user", "cannot be with secret: the secret names the user")
            }
        }
        guard problems.isEmpty, let database else { return (nil, problems) }
        if let workgroup {
            let target = RedshiftDataTarget.serverless(workgroup: workgroup, database: database, secretARN: secret)
            return (Warehouse(target: target, role: role), [])
        }
        let target = RedshiftDataTarget.cluster(
            identifier: cluster ?? "",
            database: database,
            user: databaseUser,
            secretARN: secret
        )
        return (Warehouse(target: target, role: role), [])
    }

    /// Returns `true` for a workgroup's name, or for the ARN of a workgroup in any account. The rules are those of the
    /// service's model.
    private static func isWorkgroup(_ text: String) -> Bool {
        if text.utf8.starts(with: "arn:".utf8) {
            let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            return parts.count == 6 && parts[2].elementsEqual("redshift-serverless".utf8)
                && parts[5].starts(with: "workgroup/".utf8) && parts[5].allSatisfy { $0 > 0x20 && $0 < 0x7F }
        }
        return (3...64).contains(text.utf8.count) && text.utf8.allSatisfy(isNameByte)
    }

    private static func isCluster(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count) && text.utf8.allSatisfy(isNameByte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
    }
}
