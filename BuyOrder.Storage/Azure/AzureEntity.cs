using Azure;
using Azure.Data.Tables;

namespace BuyOrder.Storage.Azure;

/// <summary>Rows as the SDK's entities and back. The service's own columns (keys, Timestamp, ETag) are never among the values.</summary>
internal static class AzureEntity
{
    private const string ETagColumn = "odata.etag";

    public static TableTransactionAction ToAction(string partition, TableWrite write) => write switch
    {
        TableWrite.Insert insert => new TableTransactionAction(
            TableTransactionActionType.Add, ToEntity(partition, write.Key, insert.Values)),
        TableWrite.Replace replace => new TableTransactionAction(
            TableTransactionActionType.UpdateReplace, ToEntity(partition, write.Key, replace.Values), new ETag(replace.ETag)),
        TableWrite.Delete delete => new TableTransactionAction(
            TableTransactionActionType.Delete, new TableEntity(partition, write.Key), new ETag(delete.ETag)),
        _ => throw new ArgumentException($"Unknown write {write.GetType().Name}.", nameof(write)),
    };

    public static TableRow ToRow(TableEntity entity)
    {
        var values = new RowValues();
        foreach (var (name, value) in entity)
        {
            if (name is nameof(TableEntity.PartitionKey) or nameof(TableEntity.RowKey) or nameof(TableEntity.Timestamp) or ETagColumn)
                continue;
            if (value is not (null or string or int or long or bool or DateTimeOffset or byte[]))
                throw new ForeignRowException(entity.PartitionKey, entity.RowKey, name, value.GetType().Name);
            values[name] = value;
        }
        return new TableRow(entity.PartitionKey, entity.RowKey, values, entity.ETag.ToString());
    }

    private static TableEntity ToEntity(string partition, string key, RowValues values)
    {
        var entity = new TableEntity(partition, key);
        foreach (var (name, value) in values)
            entity.Add(name, value);
        return entity;
    }
}
