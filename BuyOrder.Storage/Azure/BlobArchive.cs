using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace BuyOrder.Storage.Azure;

/// <summary>Files in one blob container, each written once and never replaced.</summary>
internal sealed class BlobArchive
{
    /// <summary>Where a connection string names the account alone.</summary>
    public const string DefaultContainer = "ledger-roots";

    private const int NotFound = 404;
    private const int Conflict = 409;
    private const int PreconditionFailed = 412;

    private readonly StorageRetry retry;
    private readonly BlobContainerClient container;

    /// <summary>With a connection string only, as in development: elsewhere the container is made with its retention, or not at all.</summary>
    private readonly bool createsContainer;

    public BlobArchive(BlobArchiveOptions options)
        : this(options, StorageRetry.Default)
    {
    }

    /// <param name="options">Where the container is.</param>
    /// <param name="retry">Limits of one call.</param>
    /// <exception cref="ArgumentException">Not exactly one of connection string and container.</exception>
    internal BlobArchive(BlobArchiveOptions options, StorageRetry retry)
    {
        var client = new BlobClientOptions();
        retry.ApplyTo(client.Retry);
        this.retry = retry;
        container = options switch
        {
            { ConnectionString: { } connection, ContainerUri: null } => new BlobContainerClient(connection, DefaultContainer, client),
            { ConnectionString: null, ContainerUri: { } address } => new BlobContainerClient(address, AzureIdentity.Create(options.ManagedIdentityClientId), client),
            _ => throw new ArgumentException("Exactly one of ConnectionString and ContainerUri is needed.", nameof(options)),
        };
        createsContainer = options.ConnectionString is not null;
    }

    /// <summary>Writes a file, unless there is one of that name.</summary>
    /// <returns>Null when it was written; else what was there before, and still is.</returns>
    /// <exception cref="ArchiveUnavailableException">Nothing is known of it.</exception>
    public async Task<BinaryData?> AddAsync(string name, BinaryData content, CancellationToken cancellation)
    {
        try
        {
            return await AzureCall.RunAsync($"Archiving {name}", "blob storage", retry, token => WriteOrReadAsync(name, content, token), cancellation);
        }
        catch (TableUnavailableException e)
        {
            throw new ArchiveUnavailableException(e.Message, e);
        }
        catch (RequestFailedException e)
        {
            throw new ArchiveUnavailableException($"Archiving {name}: {e.Status} {e.ErrorCode}".TrimEnd() + ".", e);
        }
    }

    private async Task<BinaryData?> WriteOrReadAsync(string name, BinaryData content, CancellationToken cancellation)
    {
        if (createsContainer)
            await container.CreateIfNotExistsAsync(cancellationToken: cancellation);
        var blob = container.GetBlobClient(name);
        try
        {
            var once = new BlobUploadOptions
            {
                Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            };
            await blob.UploadAsync(content, once, cancellation);
            return null;
        }
        catch (RequestFailedException e) when (e.Status is Conflict or PreconditionFailed)
        {
            return await ReadAsync(blob, cancellation) ?? throw new IOException($"{name} is neither there nor can it be written: {e.ErrorCode}.", e);
        }
    }

    private static async Task<BinaryData?> ReadAsync(BlobClient blob, CancellationToken cancellation)
    {
        try
        {
            return (await blob.DownloadContentAsync(cancellation)).Value.Content;
        }
        catch (RequestFailedException e) when (e.Status == NotFound)
        {
            return null;
        }
    }
}

/// <summary>Where the container is. Exactly one of <see cref="ConnectionString"/> and <see cref="ContainerUri"/> is set.</summary>
internal sealed record BlobArchiveOptions
{
    /// <summary>https://{account}.blob.core.windows.net/{container}, reached with the app's own identity.</summary>
    public Uri? ContainerUri { get; init; }

    /// <summary>Client id of a user-assigned identity; null: the system-assigned one, or on a laptop the developer's.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>For development: a storage account's connection string, or <c>UseDevelopmentStorage=true</c>. A secret.</summary>
    public string? ConnectionString { get; init; }
}

/// <summary>The archive was not reached, or refused: whether the file is there is not known.</summary>
internal sealed class ArchiveUnavailableException(string message, Exception inner) : Exception(message, inner);
