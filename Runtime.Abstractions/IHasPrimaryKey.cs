namespace OrleansSaga.Runtime;

/// <summary>Implemented by the runtime's grain references.</summary>
internal interface IHasPrimaryKey
{
    string PrimaryKey { get; }
}
