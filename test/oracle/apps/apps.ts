/** A real application, and how its models are imported. */
export interface Application {
  readonly name: string;
  /** Exact requirements that make up the application; installed without what they depend on. */
  readonly install: readonly string[];
  /** What it really needs for its mappings: SQLAlchemy, Flask-SQLAlchemy, packages with mixins; installed with dependencies. What is missing is stubbed. */
  readonly with: readonly string[];
  /** The Python to run it with: `3.11`. */
  readonly python: string;
  readonly modules: readonly string[];
  /** Import all submodules too. */
  readonly recursive?: true;
  /** Of the submodules only those whose names this pattern is found in. */
  readonly matching?: string;
  /** Submodules that are not imported. */
  readonly skip?: readonly string[];
  /** Packages whose `__init__` is not run. */
  readonly skeletons?: readonly string[];
  /** Python that runs first. */
  readonly prelude?: string;
  /** What there is to say about its differences. */
  readonly remarks?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** All that it depends on is installed: nothing is stubbed. */
  readonly stubs?: false;
  /** Packages that are not installed and not stubbed, as the application can do without. */
  readonly absent?: readonly string[];
  /** Packages that are not installed and whose names are column types. */
  readonly columnTypes?: readonly string[];
}

const sqlalchemy = 'SQLAlchemy==2.0.52';
const oslo = [sqlalchemy, 'oslo.db==18.1.1', 'oslo.config==10.7.0', 'oslo.utils==10.2.0'];
const flask = [sqlalchemy, 'Flask-SQLAlchemy==3.1.1'];

export const applications: readonly Application[] = [
  { name: 'keystone', install: ['keystone==30.0.0'], with: oslo, python: '3.11', modules: ['keystone'], recursive: true },
  { name: 'octavia', install: ['octavia==19.0.0'], with: [...oslo, 'WSME==0.13.0'], python: '3.11', modules: ['octavia.db.models'] },
  {
    name: 'neutron',
    install: ['neutron==29.0.0', 'neutron-lib==5.0.1'],
    with: [...oslo, 'neutron-lib==5.0.1', 'oslo.service[threading]==4.8.0'],
    python: '3.11',
    modules: ['neutron.db', 'neutron.plugins', 'neutron.services', 'neutron.quota'],
    recursive: true,
    matching: 'model',
    remarks: ['A listener for mapper events adds these attributes when the mappers are configured (`neutron_lib/db/api.py`).'],
  },
  { name: 'nova', install: ['nova==34.0.0'], with: oslo, python: '3.11', modules: ['nova.db.main.models', 'nova.db.api.models'] },
  { name: 'cinder', install: ['cinder==29.0.0'], with: oslo, python: '3.11', modules: ['cinder.db.models'] },
  { name: 'barbican', install: ['barbican==23.0.0'], with: oslo, python: '3.11', modules: ['barbican.model.models'] },
  {
    name: 'ironic',
    install: ['ironic==39.0.0'],
    with: [...oslo, 'keystoneauth1==5.18.1'],
    python: '3.11',
    modules: ['ironic.db.sqlalchemy.models'],
    remarks: ['`__table_args__` come from a function that reads the configuration, so there could be a schema among them.'],
  },
  { name: 'heat', install: ['openstack-heat==27.0.1'], with: oslo, python: '3.11', modules: ['heat.db.models'] },
  { name: 'manila', install: ['manila==23.0.1'], with: oslo, python: '3.11', modules: ['manila.db.sqlalchemy.models'] },
  { name: 'glance', install: ['glance==33.0.0'], with: [...oslo, 'osprofiler==4.4.0'], python: '3.11', modules: ['glance.db.sqlalchemy.models'] },
  { name: 'masakari', install: ['masakari==22.0.0'], with: oslo, python: '3.11', modules: ['masakari.db.sqlalchemy.models'] },
  { name: 'mistral', install: ['mistral==23.0.0'], with: [...oslo, 'mistral-lib==3.6.0'], python: '3.11', modules: ['mistral.db.v2.sqlalchemy.models'] },
  {
    name: 'watcher',
    install: ['python-watcher==17.0.0'],
    with: oslo,
    python: '3.11',
    modules: ['watcher.db.sqlalchemy.models'],
    remarks: ['`__table_args__` come from a function that reads the configuration, so there could be a schema among them.'],
  },
  { name: 'sahara', install: ['sahara==19.0.0'], with: oslo, python: '3.11', modules: ['sahara.db.sqlalchemy.models'] },
  { name: 'senlin', install: ['senlin==16.0.0'], with: oslo, python: '3.11', modules: ['senlin.db.sqlalchemy.models'] },
  { name: 'blazar', install: ['blazar==18.0.0'], with: oslo, python: '3.11', modules: ['blazar.db.sqlalchemy.models'] },
  { name: 'tacker', install: ['tacker==16.0.0'], with: oslo, python: '3.11', modules: ['tacker.db'], recursive: true },
  {
    name: 'mlflow',
    install: ['mlflow==3.18.0'],
    with: [sqlalchemy, 'protobuf==6.33.6', 'opentelemetry-proto==1.36.0', 'opentelemetry-sdk==1.36.0'],
    python: '3.11',
    modules: ['mlflow.store.tracking.dbmodels.models', 'mlflow.store.model_registry.dbmodels.models', 'mlflow.server.auth.db.models'],
    skeletons: ['mlflow'],
  },
  {
    name: 'airflow',
    install: ['apache-airflow-core==3.3.2'],
    with: [sqlalchemy, 'apache-airflow-core==3.3.2'],
    python: '3.11',
    modules: ['airflow.models'],
    recursive: true,
    stubs: false,
  },
  {
    name: 'aiida',
    install: ['aiida-core==2.9.4'],
    with: [sqlalchemy, 'aiida-core==2.9.4'],
    python: '3.11',
    modules: ['aiida.storage'],
    recursive: true,
    stubs: false,
    remarks: ['A second set of classes is made with `type()` from the tables of the first.'],
  },
  { name: 'flask-appbuilder', install: ['Flask-AppBuilder==5.3.0'], with: flask, python: '3.11', modules: ['flask_appbuilder.security.sqla.models'] },
  { name: 'ckan', install: ['ckan==2.12.0'], with: [sqlalchemy], python: '3.11', modules: ['ckan.model'], recursive: true },
  {
    name: 'indico',
    install: ['indico==3.3.14'],
    with: [
      'SQLAlchemy==1.4.54',
      'Flask-SQLAlchemy==3.0.5',
      'WTForms==3.2.1',
      'marshmallow==3.26.2',
      'webargs==8.7.1',
      'pytz==2026.6',
      'flask-multipass==0.11.2',
    ],
    python: '3.12',
    modules: ['indico.modules', 'indico.core'],
    recursive: true,
    matching: 'models',
    remarks: ['Many classes work out their `__table_args__`, schema included, from the names of other attributes.'],
  },
  {
    name: 'galaxy',
    install: ['galaxy-data==26.1.2', 'galaxy-util==26.1.2', 'galaxy-schema==26.1.2'],
    with: [sqlalchemy, 'galaxy-data==26.1.2'],
    python: '3.11',
    modules: ['galaxy.model'],
    stubs: false,
  },
  {
    name: 'zou',
    install: ['zou==1.0.97'],
    with: [...flask, 'Flask-Caching==2.5.1', 'SQLAlchemy-Utils==0.43.0', 'sqlalchemy-json==0.7.0'],
    python: '3.12',
    modules: ['zou.app.models'],
    recursive: true,
    env: { SECRET_KEY: 'for the tests only, of no use anywhere' },
  },
  { name: 'faraday', install: ['faradaysec==5.25.2'], with: flask, python: '3.11', modules: ['faraday.server.models'] },
  {
    name: 'prefect',
    install: ['prefect==3.6.25'],
    with: [sqlalchemy, 'prefect==3.6.25'],
    python: '3.11',
    modules: ['prefect.server.database.orm_models'],
    stubs: false,
  },
  { name: 'optuna', install: ['optuna==5.0.0'], with: [sqlalchemy], python: '3.11', modules: ['optuna.storages._rdb.models'] },
  { name: 'anitya', install: ['anitya==2.3.0'], with: [sqlalchemy, 'anitya==2.3.0'], python: '3.11', modules: ['anitya.db.models'] },
  { name: 'lemur', install: ['lemur==1.9.3'], with: flask, python: '3.11', modules: ['lemur'], recursive: true },
  {
    name: 'privacyidea',
    install: ['privacyIDEA==3.14'],
    with: [...flask, 'privacyIDEA==3.14'],
    python: '3.11',
    modules: ['privacyidea.models'],
    recursive: true,
  },
  {
    name: 'fittrackee',
    install: ['fittrackee==1.3.6'],
    with: [...flask, 'geoalchemy2==0.20.0', 'shapely==2.2.0', 'authlib==1.6.5'],
    python: '3.12',
    modules: ['fittrackee'],
    recursive: true,
    matching: 'models',
    env: { UI_URL: 'http://localhost' },
  },
  { name: 'ihatemoney', install: ['ihatemoney==7.2.1'], with: flask, python: '3.11', modules: ['ihatemoney.models'] },
  { name: 'hydra-base', install: ['hydra-base==0.1.20.post0'], with: [sqlalchemy], python: '3.11', modules: ['hydra_base.db.model'], recursive: true },
  {
    name: 'argilla-server',
    install: ['argilla-server==2.8.0'],
    with: [sqlalchemy, 'argilla-server==2.8.0'],
    python: '3.11',
    modules: ['argilla_server.models'],
    recursive: true,
    stubs: false,
  },
  { name: 'zenml', install: ['zenml==0.98.0'], with: [sqlalchemy, 'sqlmodel==0.0.50'], python: '3.12', modules: ['zenml.zen_stores.schemas'], recursive: true },
  { name: 'dallinger', install: ['dallinger==12.4.0'], with: [sqlalchemy, 'click==8.1.8'], python: '3.12', modules: ['dallinger.models'] },
  {
    name: 'timesketch',
    install: ['timesketch==20261014'],
    with: flask,
    python: '3.11',
    modules: ['timesketch.models'],
    recursive: true,
    remarks: ['Classes for labels, comments and statuses are made with `type()` by mixins.'],
  },
  {
    name: 'mailman',
    install: ['mailman==3.3.10'],
    with: [sqlalchemy, 'mailman==3.3.10'],
    python: '3.11',
    modules: ['mailman.model'],
    recursive: true,
    stubs: false,
  },
  {
    name: 'biweeklybudget',
    install: ['biweeklybudget==2.0.0'],
    with: [sqlalchemy, 'pytz==2026.6'],
    python: '3.11',
    modules: ['biweeklybudget.models'],
    recursive: true,
    env: {
      DB_CONNSTRING: 'sqlite://',
      PAY_PERIOD_START_DATE: '2017-01-01',
      RECONCILE_BEGIN_DATE: '2017-01-01',
      STALE_DATA_TIMEDELTA: '2',
      DEFAULT_ACCOUNT_ID: '1',
    },
  },
  { name: 'jupyterhub', install: ['jupyterhub==6.1.1'], with: [sqlalchemy], python: '3.11', modules: ['jupyterhub.orm'], skeletons: ['jupyterhub'] },
  {
    name: 'pyuniprot',
    install: ['PyUniProt==0.0.10'],
    with: [sqlalchemy],
    python: '3.11',
    modules: ['pyuniprot.manager.models'],
    skeletons: ['pyuniprot', 'pyuniprot.manager'],
  },
  { name: 'tahrir-api', install: ['tahrir-api==1.5.6'], with: [sqlalchemy, 'sqlalchemy-helpers==2.0.1'], python: '3.11', modules: ['tahrir_api.model'] },
  {
    name: 'fmn',
    install: ['fmn==3.4.0'],
    with: [sqlalchemy, 'sqlalchemy-helpers==2.0.1'],
    python: '3.11',
    modules: ['fmn.database.model'],
    recursive: true,
  },
  {
    name: 'dbcat',
    install: ['dbcat==0.15.0'],
    with: ['SQLAlchemy==1.4.54', 'sqlalchemy-mixins==1.5.3', 'SQLAlchemy-Utils==0.42.1'],
    python: '3.11',
    modules: ['dbcat.catalog.models'],
    skeletons: ['dbcat', 'dbcat.catalog'],
  },
  {
    name: 'quetz',
    install: ['quetz-server==0.10.4'],
    with: [sqlalchemy, 'SQLAlchemy-Utils==0.43.0'],
    python: '3.11',
    modules: ['quetz.db_models', 'quetz.jobs.models'],
  },
  {
    name: 'conda-store',
    install: ['conda-store-server==2025.2.2'],
    with: [sqlalchemy],
    python: '3.11',
    modules: ['conda_store_server._internal.orm'],
  },
  { name: 'lute', install: ['lute3==3.10.3'], with: flask, python: '3.11', modules: ['lute.models'], recursive: true },
  { name: 'mbdata', install: ['mbdata==31.0.1'], with: ['SQLAlchemy==1.4.54'], python: '3.11', modules: ['mbdata.models'] },
  {
    name: 'taxhub',
    install: ['taxhub==2.5.0'],
    with: [
      ...flask,
      'utils-flask-sqlalchemy==0.5.0',
      'geoalchemy2==0.20.0',
      'utils-flask-sqlalchemy-geo==0.4.0',
      'pypnusershub==3.3.1',
      'pypn-ref-geo==1.6.0',
      'pypnnomenclature==1.7.0',
    ],
    python: '3.11',
    modules: ['apptax.taxonomie.models'],
  },
  {
    name: 'usershub',
    install: ['pypnusershub==3.3.1'],
    with: [...flask, 'utils-flask-sqlalchemy==0.5.0', 'geoalchemy2==0.20.0'],
    python: '3.11',
    modules: ['pypnusershub.db.models'],
  },
  {
    name: 'opencve',
    install: ['opencve==1.5.0'],
    with: ['SQLAlchemy==1.4.54', 'Flask-SQLAlchemy==2.5.1', 'Flask==2.1.3', 'Werkzeug==2.1.2', 'SQLAlchemy-Utils==0.38.3'],
    python: '3.11',
    modules: ['opencve.models'],
    recursive: true,
  },
  {
    name: 'flexget',
    install: ['flexget==3.22.8'],
    with: [
      'SQLAlchemy==2.1.1',
      'PyYAML==6.0.3',
      'loguru==0.7.3',
      'pendulum==3.3.0',
      'jsonschema==4.26.0',
      'rich==15.0.0',
      'Jinja2==3.1.6',
      'packaging==26.3',
      'requests==2.34.2',
      'beautifulsoup4==4.15.0',
      'Flask==3.1.3',
      'flask-restx==1.3.2',
      'Werkzeug==3.1.9',
      'babelfish==0.6.1',
      'python-dateutil==4.0.0',
      'feedparser==6.0.14',
    ],
    python: '3.11',
    modules: ['flexget.components', 'flexget.plugins', 'flexget.utils'],
    recursive: true,
    matching: '(db|api_|list|input|state|simple_persistence|cached)',
  },
  {
    name: 'dstack',
    install: ['dstack==0.22.5'],
    with: [
      sqlalchemy,
      'SQLAlchemy-Utils==0.43.0',
      'pydantic==2.14.3',
      'pydantic-duality==2.0.2',
      'fastapi==0.165.0',
      'PyYAML==6.0.3',
      'email-validator==2.4.0',
      'python-multipart==0.0.34',
      'requests==2.34.2',
      'cryptography==50.0.2',
      'packaging==26.3',
      'python-dateutil==4.0.0',
      'cachetools==8.0.1',
      'gpuhunt==0.1.34',
    ],
    python: '3.11',
    modules: ['dstack._internal.server.models'],
  },
];
