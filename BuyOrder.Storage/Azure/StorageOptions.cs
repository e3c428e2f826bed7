namespace BuyOrder.Storage.Azure;

/// <summary>Where the tables are. Exactly one of <see cref="ConnectionString"/> and <see cref="ServiceUri"/> is set.</summary>
internal sealed record StorageOptions
{
    /// <summary>A storage account's connection string, or <c>UseDevelopmentStorage=true</c>. A secret.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>https://{account}.table.core.windows.net/, reached with the app's own identity.</summary>
    public Uri? ServiceUri { get; init; }

    /// <summary>Client id of a user-assigned identity; null: the system-assigned one, or on a laptop the developer's.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>Put before each table's name, so that deployments can share an account: letters and digits, first a letter.</summary>
    public string TablePrefix { get; init; } = "";
}
