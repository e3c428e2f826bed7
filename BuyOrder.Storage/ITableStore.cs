namespace BuyOrder.Storage;

/// <summary>The tables of one deployment. Two implementations: Azure Table Storage, and memory (the simulation's).</summary>
internal interface ITableStore
{
    /// <summary>A table by its plain name (letters and digits); the deployment's prefix is added by the store.</summary>
    ITable Table(string name);

    /// <summary>Creates the tables that do not exist yet. Safe to call by several instances at once.</summary>
    Task CreateMissingAsync(IEnumerable<string> names, CancellationToken cancellation);
}
