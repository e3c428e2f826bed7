using BuyOrder.Functions.Tests.Docs;

namespace BuyOrder.Functions.Tests.Infra;

/// <summary>Compiles once for all tests: the templates as they are, and a copy with every planted mistake in it.</summary>
public sealed class InfraFixture : IAsyncLifetime
{
    private readonly string root = Directory.CreateTempSubdirectory("buyorder-infra-").FullName;

    /// <summary>Null where Bicep does not run.</summary>
    internal CompiledInfra? AsItIs { get; private set; }

    /// <summary>The same with <see cref="PlantedEdits"/>.</summary>
    internal CompiledInfra? Edited { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (BicepCli.Missing is not null)
            return;
        AsItIs = await CompiledInfra.ReadAsync(Copy("as-it-is"), "prod");
        var edited = Copy("edited");
        foreach (var edit in PlantedEdits.All)
            edit.Apply(edited);
        Edited = await CompiledInfra.ReadAsync(edited, "prod");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(root, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A copy of the folder infra, to be edited.</summary>
    internal string Copy(string name)
    {
        var source = RepositoryFiles.At("infra");
        var target = Path.Combine(root, name);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }
}

/// <summary>The tests that share what is compiled.</summary>
[CollectionDefinition(nameof(InfraGroup))]
public sealed class InfraGroup : ICollectionFixture<InfraFixture>;
